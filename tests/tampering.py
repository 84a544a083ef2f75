"""Changing what the database guards, as somebody with its password could."""

from collections.abc import Callable

from django.db import connections

GUARDED = ("evaluator_logentry", "evaluator_rating", "modelhub_selectiondecision")


def unguarded(change: Callable[[], object]) -> None:
    """Make a change with the append-only triggers out of the way, and put them back."""
    triggers = _drop_triggers()
    change()
    with connections["default"].cursor() as cursor:
        for statement in triggers:
            cursor.execute(statement)


def _drop_triggers() -> list[str]:
    """Take the triggers away and return the statements that bring them back."""
    with connections["default"].cursor() as cursor:
        if connections["default"].vendor != "sqlite":
            # A table with deferred checks pending can't be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in GUARDED:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
            return [f"ALTER TABLE {table} ENABLE TRIGGER {table}_append_only" for table in GUARDED]
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_%'")
        rows = cursor.fetchall()
        for name, _ in rows:
            cursor.execute(f"DROP TRIGGER {name}")
        return [sql for _, sql in rows]
