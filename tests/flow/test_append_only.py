"""The database itself refuses to change or delete what must stay, whoever asks."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import QuerySet

from evaluator.models import LogEntry, Rating, User
from modelhub.models import ModelVersion, SelectionDecision
from modelhub.steps.record_choice import record_choice
from tests.locked import locked_study

Kept = type[LogEntry] | type[Rating] | type[SelectionDecision]
KEPT: list[Kept] = [LogEntry, Rating, SelectionDecision]
CHANGES: dict[str, Callable[[QuerySet[LogEntry] | QuerySet[Rating] | QuerySet[SelectionDecision]], object]] = {
    "changed": lambda rows: rows.update(id=10_000),
    "deleted": lambda rows: rows._raw_delete(rows.db),
}


@pytest.mark.django_db
@pytest.mark.parametrize("model", KEPT)
@pytest.mark.parametrize("change", CHANGES)
def test_row_is_never_changed_nor_deleted(model: Kept, change: str) -> None:
    _fill()
    before = list(model.objects.order_by("pk").values())
    assert before
    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        CHANGES[change](model.objects.filter(pk=before[0]["id"]))
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.django_db
@pytest.mark.skipif(connections["default"].vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("model", KEPT)
def test_table_is_never_emptied(model: Kept) -> None:
    _fill()
    before = model.objects.count()
    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        _truncate(model._meta.db_table)
    assert model.objects.count() == before > 0


def _fill() -> None:
    locked_study(n_tables=2)
    version, somebody = ModelVersion.objects.all()[0], User.objects.all()[0]
    record_choice(version_id=version.uuid, reason="It is good.", chosen_by=somebody, figures={})


def _truncate(table: str) -> None:
    with connections["default"].cursor() as cursor:
        # A table with deferred checks pending can't be truncated, whatever triggers say.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table} CASCADE")
