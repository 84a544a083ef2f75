"""manage.py restore FILE: put a checked backup in the place of the database."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from evaluator.backup import postgres, sqlite
from evaluator.backup.refusal import BackupRefused
from scripts.lock import only_one
from scripts.start_error import StartError


class Command(BaseCommand):
    """Check a backup, put it in place, and bring it to this version's tables."""

    help = "Replace the database by the backup in FILE, after checking it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="replace a database that holds data")

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["file"]
        if not source.is_file():
            raise CommandError(f"{source} is no file.")
        try:
            # Raters' answers that a running server takes meanwhile would be stored, and then replaced.
            with only_one(settings.VAR_DIR / "run.lock", f"restoring {source}"):
                _put_back(source, force=options["force"])
        except StartError as running:
            raise CommandError(f"Nothing was changed: {running}") from running
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(f"Restored {source}. Everybody signs in with the passwords of that time.")


def _put_back(source: Path, *, force: bool) -> None:
    database = settings.DATABASES["default"]
    connections.close_all()
    if database["ENGINE"].endswith("sqlite3"):
        sqlite.check(source)
        _refuse_newer(source)
        sqlite.put_back(source, Path(database["NAME"]), force=force)
    else:
        postgres.put_back(database, source, force=force)
    connections.close_all()


def _refuse_newer(source: Path) -> None:
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    if unknown := sqlite.migrations_in(source) - known:
        names = ", ".join(f"{app}.{name}" for app, name in sorted(unknown)[:3])
        raise BackupRefused(f"{source} comes from a newer version (it has {names}): install that version first.")
