"""manage.py export_model VERSION FILE.zip: a version's files, manifest and card in one archive."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.models import ModelVersion
from modelhub.steps.check_model import FilesChanged
from modelhub.steps.move_version import CannotMove, export_version


class Command(BaseCommand):
    """The files are checked against their digests first; the same version gives the same archive."""

    help = "Export a model version as one zip file with digests; an adapter without its base."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", metavar="VERSION", help="its name")
        parser.add_argument("archive", metavar="FILE.zip", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        version = ModelVersion.objects.select_related("base").filter(name=options["version"]).first()
        if version is None:
            raise CommandError(f"No version is called {options['version']}.")
        try:
            digest = export_version(version, options["archive"])
        except (CannotMove, CheckpointRefused, FilesChanged, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{digest}  {options['archive']}")
