"""PostgreSQL: pg_dump, which reads one repeatable-read snapshot, and pg_restore in one transaction."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connections

from evaluator.backup.refusal import BackupRefused
from evaluator.models import Study, TableSet, User


def back_up(database: Mapping[str, Any], target: Path) -> None:
    """Write the database as it is at one moment to a new file that its owner alone can read. Raises BackupRefused."""
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    try:
        _run(database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={partial}")
        check(database, partial)
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)


def put_back(database: Mapping[str, Any], source: Path, *, force: bool) -> None:
    """Replace the database's content by a backup's, in one transaction. Raises BackupRefused.

    Without `force` a database that holds data is left alone.
    """
    check(database, source)
    if n_others := _other_connections():
        what = f"the database has {n_others} other connections, so nothing was changed"
        raise BackupRefused(f"{what}: stop Blindbench, its workers too, on every machine.")
    if not force and holds_data():
        raise BackupRefused("The database holds data: back it up first, then say --force to replace all of it.")
    name = f"--dbname={database['NAME']}"
    _run(database, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", name, str(source))


def check(database: Mapping[str, Any], path: Path) -> None:
    """Raise BackupRefused unless the file is a whole dump of this program's database."""
    if " evaluator_study " not in _run(database, "pg_restore", "--list", str(path)):
        raise BackupRefused(f"{path} is a dump of another program: nothing was changed.")
    # Reads every block; a dump that was cut off fails here and not half-way through a restore.
    _run(database, "pg_restore", f"--file={os.devnull}", str(path))


def holds_data() -> bool:
    """Tell whether there are people, tables or studies."""
    if User._meta.db_table not in connections["default"].introspection.table_names():
        return False
    return any(model.objects.exists() for model in (User, TableSet, Study))


def _other_connections() -> int:
    """Count the clients of this database besides this one: a server somewhere may be taking answers."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        row: tuple[int] = cursor.fetchone()
    return row[0]


def _run(database: Mapping[str, Any], program: str, *arguments: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise BackupRefused(f"{program} is not installed: install PostgreSQL's client programs, as new as the server.")
    done = subprocess.run(  # noqa: S603
        [path, *arguments], env={**os.environ, **_connection(database)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupRefused(f"{program} failed, nothing was changed: {done.stderr.strip()}")
    return done.stdout


def _connection(database: Mapping[str, Any]) -> dict[str, str]:
    """Return where to connect; by the environment, so that the password is in no list of processes."""
    names = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
    given = {variable: str(database[key]) for key, variable in names.items() if database.get(key)}
    sslmode = (database.get("OPTIONS") or {}).get("sslmode")
    return {**given, **({"PGSSLMODE": sslmode} if sslmode else {})}
