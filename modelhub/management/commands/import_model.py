"""manage.py import_model FILE.zip: a version that another hub exported."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.steps.move_version import CannotMove, import_version


class Command(BaseCommand):
    """Every digest is checked; what fails leaves nothing behind."""

    help = "Import a model version that export_model wrote."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", metavar="FILE.zip", type=Path)
        parser.add_argument("--name", default="", help="else the one it had")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            version = import_version(options["archive"], name=options["name"])
        except (CannotMove, CheckpointRefused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Registered {version.name}, manifest {version.manifest_digest or 'none'}")
