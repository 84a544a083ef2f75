"""manage.py import_outputs MODEL FILE.jsonl: a model's outputs as a run that studies can use."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluator.intake.problem import IntakeError
from evaluator.models import TableSet
from modelhub.models import ModelVersion
from modelhub.steps.import_outputs import ImportedOutputs, OutputFile, import_outputs
from modelhub.steps.register_model import ModelCard


class Command(BaseCommand):
    """Reads {table, description, columns: {name: comment}} per line; nothing is stored when a row is broken."""

    help = "Import a model's outputs: one JSON object {table, description, columns{name: comment}} per line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("model", metavar="MODEL", help="name of the model version; registered when it is new")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--set", metavar="NAME", help="the table set; may be left out when there is only one")
        parser.add_argument("--kind", choices=ModelVersion.Kind.values, help="what a new model version is")
        parser.add_argument("--licence", metavar="SPDX", default="", help="licence of a new model version")
        parser.add_argument("--skip-bad", action="store_true", help="leave broken rows out and list them")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        file = OutputFile(
            name=path.name,
            data=_bytes_of(path),
            table_set=_table_set(options["set"]),
            model=_model_card(options["model"], options["kind"], options["licence"]),
            skip_bad=options["skip_bad"],
        )
        try:
            self._report(import_outputs(file))
        except IntakeError as error:
            raise CommandError(f"{error}\nNothing was stored.") from error

    def _report(self, imported: ImportedOutputs) -> None:
        for problem in imported.skipped:
            self.stdout.write(f"skipped  {problem}")
        for warning in imported.warnings:
            self.stdout.write(f"warning  {warning}")
        run = imported.run
        self.stdout.write(
            f"{imported.n_tables} tables of {run.table_set.name} documented by {run.model_version.name} "
            f"({len(imported.skipped)} rows skipped), run {run.uuid}"
        )


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Check the path.") from error


def _table_set(name: str | None) -> TableSet:
    sets = TableSet.objects.filter(name=name) if name else TableSet.objects.all()
    found = list(sets[:2])
    if len(found) == 1:
        return found[0]
    known = ", ".join(TableSet.objects.order_by("name").values_list("name", flat=True)) or "none yet"
    wrong = f"There is no table set {name!r}." if name else "Name the table set with --set."
    raise CommandError(f"{wrong} Table sets: {known}.")


def _model_card(name: str, kind: str | None, licence: str) -> ModelCard:
    known = ModelVersion.objects.filter(name=name).first()
    if known and kind and known.kind != kind:
        raise CommandError(
            f"{name} is registered as {known.kind}, not {kind}: leave --kind out, or choose another name."
        )
    return ModelCard(name, licence=licence) if kind is None else ModelCard(name, kind=kind, licence=licence)
