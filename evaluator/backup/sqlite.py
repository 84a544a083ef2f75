"""SQLite: one consistent file by the online backup API, in both directions, while others read and write."""

import sqlite3
from contextlib import closing
from pathlib import Path

from evaluator.backup.refusal import BackupRefused

# Rows that every migrated database has; everything else is somebody's data.
MADE_BY_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission", "auth_group", "sqlite_sequence"}
# As long as other processes may hold the database when it is put back.
WAIT_SECONDS = 20.0


def back_up(database: Path, target: Path) -> None:
    """Write the database as it is at one moment to a new file that its owner alone can read. Raises BackupRefused."""
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    try:
        with closing(_open_read_only(database)) as source, closing(sqlite3.connect(partial)) as copy:
            source.backup(copy)
            # One file that can be carried away: without this the copy would be opened with a journal beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        check(partial)
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)


def put_back(source: Path, database: Path, *, force: bool) -> None:
    """Replace the database's content by a checked backup's, in one transaction. Raises BackupRefused.

    Without `force` a database that holds data is left alone.
    """
    check(source)
    if not force and holds_data(database):
        raise BackupRefused(f"{database} holds data: back it up first, then say --force to replace all of it.")
    database.parent.mkdir(parents=True, exist_ok=True)
    with closing(_open_read_only(source)) as backup, closing(sqlite3.connect(database, timeout=WAIT_SECONDS)) as live:
        try:
            backup.backup(live)
        except sqlite3.OperationalError as error:
            raise BackupRefused(f"{database} is in use ({error}): stop Blindbench and try again.") from error


def check(path: Path) -> None:
    """Raise BackupRefused unless the file is a whole database of this program."""
    try:
        with closing(_open_read_only(path)) as copy:
            problems = [row[0] for row in copy.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
            problems += [f"{row[0]} refers to a missing row" for row in copy.execute("PRAGMA foreign_key_check")][:5]
            tables = _tables(copy)
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"{path} is no SQLite backup ({error}): nothing was changed.") from error
    if problems:
        raise BackupRefused(f"{path} is damaged ({'; '.join(problems)}): nothing was changed.")
    if "evaluator_study" not in tables:
        raise BackupRefused(f"{path} is a database of another program: nothing was changed.")


def migrations_in(path: Path) -> set[tuple[str, str]]:
    """Return (app, name) of the migrations that made the file's tables."""
    with closing(_open_read_only(path)) as copy:
        return set(copy.execute("SELECT app, name FROM django_migrations"))


def holds_data(database: Path) -> bool:
    """Tell whether any table has rows that migrations did not make."""
    if not database.exists():
        return False
    with closing(_open_read_only(database)) as live:
        tables = _tables(live) - MADE_BY_MIGRATIONS
        return any(live.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() for table in tables)  # noqa: S608


def _tables(database: sqlite3.Connection) -> set[str]:
    return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _open_read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS)
