"""manage.py convert_checkpoint DIR NAME: a model with pickled weights into the model store, as safetensors."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.engine.checkpoints.convert import convert_checkpoint


class Command(BaseCommand):
    """Loads the pickles in a process that may load tensors and nothing else; nothing is left behind when it fails."""

    help = "Turn pickled weights (.bin) into safetensors, in a folder of the model store."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="DIR", type=Path, help="a directory with pytorch_model.bin")
        parser.add_argument("name", metavar="NAME", help="a folder of the model store that does not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        target = (settings.MODEL_STORE / options["name"]).resolve()
        if not target.is_relative_to(settings.MODEL_STORE):
            raise CommandError(f"{options['name']} leads out of the model store, {settings.MODEL_STORE}.")
        try:
            names = convert_checkpoint(options["source"], target)
        except (CheckpointRefused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{target}: {', '.join(names)}")
