"""manage.py backup FILE: the whole database as it is at one moment, while everybody goes on working."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluator.backup import postgres, sqlite
from evaluator.backup.refusal import BackupRefused


class Command(BaseCommand):
    """Write a backup and check it."""

    help = "Write the whole database to FILE, consistent while Blindbench runs. Restore it with manage.py restore."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"]
        if target.exists():
            raise CommandError(f"{target} is there already: name a new file.")
        if not target.parent.is_dir():
            raise CommandError(f"{target.parent} is no folder: make it first.")
        database = settings.DATABASES["default"]
        try:
            if database["ENGINE"].endswith("sqlite3"):
                sqlite.back_up(Path(database["NAME"]), target)
            else:
                postgres.back_up(database, target)
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Wrote and checked {target} ({target.stat().st_size:,} bytes).")
        self.stdout.write("The secret key is not in it; without the key, open invitations and sessions end.")
        self.stdout.write(f"Keep a copy of {settings.VAR_DIR / 'secret_key'}, or of SECRET_KEY, in another place.")
