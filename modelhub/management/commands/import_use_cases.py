"""manage.py import_use_cases FILE: what tables are kept for, to write examples about."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluator.intake.problem import IntakeError
from modelhub.steps.store_taxonomy import store_built_in_taxonomies, store_use_cases
from modelhub.taxonomies.use_cases import read_use_cases


class Command(BaseCommand):
    """Reads YAML, CSV and JSON lines; importing a file twice changes nothing."""

    help = "Import analytics use cases: key, title, description (one sentence), sectors (NAICS sectors, or all)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help=".yaml, .jsonl or .csv")
        parser.add_argument("--owner", required=True, help="team or person that answers for them")
        parser.add_argument("--source", help="where they come from; else the file's name")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        owner = " ".join(options["owner"].split())
        if not owner or len(owner) > 120:
            raise CommandError("--owner needs a name of at most 120 characters.")
        # First, so that a key of the project's own is known to be taken.
        store_built_in_taxonomies()
        try:
            lines = read_use_cases(path.read_bytes(), source=path.name)
            stored = store_use_cases(lines, source=options["source"] or path.name, owner=owner)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}. Check the path.") from error
        except IntakeError as error:
            raise CommandError(f"{error}\nNothing was stored.") from error
        self.stdout.write(
            f"{len(lines):,} use cases of {owner} in {path.name}: {stored.n_new:,} new, "
            f"{stored.n_changed:,} reworded, {stored.n_known:,} already there."
        )
