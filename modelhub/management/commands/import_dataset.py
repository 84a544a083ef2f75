"""manage.py import_dataset FILE.jsonl: own data to train on."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluator.intake.problem import IntakeError
from modelhub.steps.import_dataset import OwnDataFile, import_dataset
from modelhub.steps.worker_card import worker_name


class Command(BaseCommand):
    """Reads prompt and completion, or a table with its documentation, per line; all rows or none."""

    help = "Import own data: one JSON object {prompt, completion}, or {table or ddl, description, columns}, per line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--name", help="of the dataset; else the file's name")
        parser.add_argument(
            "--terms", required=True, metavar="SPDX", help="under which models may be trained on it, or LicenseRef-…"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            file = OwnDataFile(options["name"] or path.stem, path.name, path.read_bytes(), options["terms"])
            dataset = import_dataset(file, worker=worker_name())
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}. Check the path.") from error
        except IntakeError as error:
            raise CommandError(f"{error}\nNothing was stored.") from error
        splits = ", ".join(f"{name} {counts['examples']:,}" for name, counts in dataset.report["splits"].items())
        self.stdout.write(f"{dataset.n_examples:,} rows ({splits}).")
        self.stdout.write(f"Dataset “{dataset.name}”, digest {dataset.digest}")
