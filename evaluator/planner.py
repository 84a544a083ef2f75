"""What the database's planner knows of a table's size, after thousands of rows at once."""

from collections.abc import Iterable
from functools import partial

from django.db import connection, transaction
from django.db.models import Model


def tell_planner(*models: type[Model]) -> None:
    """Let PostgreSQL count these models' tables as soon as the transaction is over, so that no lock is held meanwhile.

    Left alone it counts within a minute or two. Until then it may hold a table for empty that was just filled, when it tidied
    up there while the rows were on their way, and look through all of it again for every row of another.
    """
    if connection.vendor == "postgresql":
        transaction.on_commit(partial(_count, [model._meta.db_table for model in models]))


def _count(tables: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
