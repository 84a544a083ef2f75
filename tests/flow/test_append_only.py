"""The database itself refuses to change or delete what must stay, whoever asks."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import QuerySet

from evaluator.models import LogEntry, Rating
from tests.locked import locked_study

CHANGES: dict[str, Callable[[QuerySet[LogEntry] | QuerySet[Rating]], object]] = {
    "changed": lambda rows: rows.update(id=10_000),
    "deleted": lambda rows: rows._raw_delete(rows.db),
}


@pytest.mark.django_db
@pytest.mark.parametrize("model", [LogEntry, Rating])
@pytest.mark.parametrize("change", CHANGES)
def test_row_is_never_changed_nor_deleted(model: type[LogEntry] | type[Rating], change: str) -> None:
    locked_study(n_tables=2)
    before = list(model.objects.order_by("pk").values())
    assert before
    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        CHANGES[change](model.objects.filter(pk=before[0]["id"]))
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.django_db
@pytest.mark.skipif(connections["default"].vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("model", [LogEntry, Rating])
def test_table_is_never_emptied(model: type[LogEntry] | type[Rating]) -> None:
    locked_study(n_tables=2)
    before = model.objects.count()
    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        _truncate(model._meta.db_table)
    assert model.objects.count() == before > 0


def _truncate(table: str) -> None:
    with connections["default"].cursor() as cursor:
        # A table with deferred checks pending can't be truncated, whatever triggers say.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table} CASCADE")
