"""manage.py import_naics FILE: industry codes as the Census Bureau publishes them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluator.intake.problem import IntakeError
from modelhub.steps.store_taxonomy import Stored, store_industries
from modelhub.taxonomies.naics import read_naics


class Command(BaseCommand):
    """Reads .xlsx and .csv; importing a file twice changes nothing."""

    help = "Import NAICS codes: the official file of 2022 or 2017 as it is, or a CSV file with code and title."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--edition", type=int, metavar="YEAR", help="where the file's header names no year")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            file = read_naics(path.read_bytes(), source=path.name)
            stored = store_industries(file, source=path.name, edition=options["edition"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}. Check the path.") from error
        except IntakeError as error:
            raise CommandError(f"{error}\nNothing was stored.") from error
        self._report(path.name, stored)

    def _report(self, name: str, stored: Stored) -> None:
        for level, n in stored.n_by_level:
            self.stdout.write(f"{n:>7,} {level.label}")
        n_codes = sum(n for _, n in stored.n_by_level)
        self.stdout.write(
            f"{n_codes:>7,} codes of NAICS {stored.edition} in {name}: {stored.n_new:,} new, "
            f"{stored.n_changed:,} with another title, {stored.n_known:,} already there."
        )
