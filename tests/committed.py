"""How `django_db(transaction=True)` empties the database: Django's own way meets the append-only triggers."""

from typing import Any

from django.apps import apps
from django.db import router, transaction
from django.test import TransactionTestCase

from tests.tampering import unguarded

# Their rows come with the migrations.
KEPT = {"auth.Group", "auth.Permission", "contenttypes.ContentType"}


def pytest_configure() -> None:
    """Empty the database after a test that commits by our way instead of Django's."""
    TransactionTestCase._fixture_teardown = _empty_unguarded  # type: ignore[attr-defined]


def _empty_unguarded(_: Any) -> None:
    unguarded(_empty)


@transaction.atomic
def _empty() -> None:
    # Foreign keys are checked at the end of the transaction, so that the order is of no account.
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in KEPT and model._meta.managed:
            model._default_manager.all()._raw_delete(router.db_for_write(model))
