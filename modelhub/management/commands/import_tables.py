"""manage.py import_tables: schemas from SQL or JSON lines, and their comments as one writer's documentation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from evaluator.intake.problem import IntakeError
from evaluator.steps.import_tables import TableFile, TableImport, TablesRead, read_tables, store_tables
from modelhub.models import ModelVersion
from modelhub.steps.import_comments import import_comments
from modelhub.steps.register_model import ModelCard

# More names than this would hide the counts above them.
N_NAMED = 20
WORDS = {
    "imported": "imported",
    "known": "already there",
    "used": "taken over",
    "ignored": "ignored",
    "refused": "refused",
}


class Command(BaseCommand):
    """Imports tables; importing a file twice adds nothing."""

    help = "Import CREATE TABLE statements or JSON lines as tables to be documented."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--dialect", default="", help="SQL dialect; else told from the name, as in schema.mysql.sql"
        )
        parser.add_argument("--set", default="", dest="set_name", help="table set; else the first file's name")
        parser.add_argument("--domain", default="", help="subject area of the tables, for stratified samples")
        parser.add_argument(
            "--sample-rows", action="store_true", help="keep the first rows of INSERT … VALUES as samples"
        )
        parser.add_argument(
            "--comments-as", default="", metavar="MODEL", help="store the tables' comments as MODEL's outputs"
        )
        parser.add_argument(
            "--kind", default=ModelVersion.Kind.PERSON, choices=ModelVersion.Kind.values, help="who wrote the comments"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths: list[Path] = options["files"]
        self.verbose = options["verbosity"] > 1
        set_name = options["set_name"] or paths[0].name.split(".")[0]
        try:
            read = [_read(path, options) for path in paths]
            # All files or none; and they are read before, so that nobody waits meanwhile for the database.
            with transaction.atomic():
                imports = [store_tables(one, set_name=set_name) for one in read]
                for report in imports:
                    self._report(report)
                if options["comments_as"]:
                    self._comments(imports, ModelCard(options["comments_as"], kind=options["kind"]))
        except IntakeError as error:
            raise CommandError("\n".join(map(str, error.problems))) from error

    def _report(self, report: TableImport) -> None:
        for line in report.lines:
            # A statement per comment would bury the tables.
            if line.verdict == "used" and not self.verbose:
                continue
            reason = f": {line.reason}" if line.reason else ""
            printed = f"{report.source}:{line.line}: {line.name or 'statement'} {WORDS[line.verdict]}{reason}"
            (self.stderr if line.verdict == "refused" else self.stdout).write(printed)
        counts = ", ".join(f"{report.count(verdict)} {word}" for verdict, word in WORDS.items())
        self.stdout.write(f"{report.source}: {counts}; set “{report.table_set.name}”.")

    def _comments(self, imports: list[TableImport], writer: ModelCard) -> None:
        stored = import_comments(imports, writer)
        n_outputs = stored.run.outputs.count()
        self.stdout.write(f"Comments of {n_outputs} tables are outputs of “{writer.name}” (run {stored.run.uuid}).")
        if names := stored.undescribed:
            more = f" and {len(names) - N_NAMED:,} more" if len(names) > N_NAMED else ""
            self.stdout.write(f"Without a table comment, so not among them: {', '.join(names[:N_NAMED])}{more}.")


def _read(path: Path, options: dict[str, Any]) -> TablesRead:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Give the path of a readable file.") from error
    return read_tables(TableFile(data, path.name, options["dialect"], options["domain"], options["sample_rows"]))
