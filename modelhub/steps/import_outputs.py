"""File of model outputs --> GenerationRun: every row is checked against its table, all or nothing is stored."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from evaluator.intake.decode import decode
from evaluator.intake.output_lines import OutputLine, check_output, read_outputs
from evaluator.intake.problem import IntakeError, Problem, shown
from evaluator.models import SourceTable, TableSet, User
from modelhub.engine.results import Status
from modelhub.models import GenerationRun, RunItem
from modelhub.steps.outside_writer import outside_writer
from modelhub.steps.register_model import ModelCard
from modelhub.steps.store_run import OutputText, RunCard, store_run

MAX_BYTES = 12_000_000

Tables = Mapping[str, Sequence[SourceTable]]


@dataclass(frozen=True, slots=True)
class OutputFile:
    """An uploaded file, and where its outputs belong."""

    name: str
    data: bytes
    table_set: TableSet
    model: ModelCard
    skip_bad: bool = False


@dataclass(frozen=True, slots=True)
class ImportedOutputs:
    """The stored run, what was skipped as broken, and warnings such as missing comments."""

    run: GenerationRun
    n_tables: int
    skipped: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def import_outputs(file: OutputFile, *, created_by: User | None = None) -> ImportedOutputs:
    """Store a file's outputs as one run; the same outputs of the same model are the same run.

    Raises IntakeError with every broken row, and stores nothing, unless `skip_bad` leaves those rows out.
    """
    # Before the transaction: reading takes seconds, in which raters' answers would wait for the database.
    rows = read_outputs(decode(file.data, source=file.name, max_bytes=MAX_BYTES), source=file.name)
    tables = _tables_by_name(file.table_set)
    problems: list[Problem] = []
    warnings: list[Problem] = []
    outputs: list[OutputText] = []
    broken: list[SourceTable] = []
    for row in rows:
        output = row if isinstance(row, Problem) else _checked(row, tables, file.table_set)
        if isinstance(output, Problem):
            problems.append(output)
            broken += _named(row, tables)
        else:
            outputs.append(output[0])
            warnings += output[1]
    if problems and not (file.skip_bad and outputs):
        raise IntakeError(*problems)
    return ImportedOutputs(_store(file, outputs, broken, created_by), len(outputs), tuple(problems), tuple(warnings))


@transaction.atomic
def _store(
    file: OutputFile, outputs: Sequence[OutputText], broken: Sequence[SourceTable], created_by: User | None
) -> GenerationRun:
    model_version = outside_writer(file.model, source=file.name, any_kind=True)
    card = RunCard(model_version, file.table_set, GenerationRun.Source.UPLOAD, origin=file.name, created_by=created_by)
    run = store_run(card, outputs)
    # A study that compares the run doesn't open with these tables: who leaves them out says so.
    documented = {output.table.pk for output in outputs}
    rows = {table.pk: _broken_row(run, table) for table in broken if table.pk not in documented}
    RunItem.objects.bulk_create(rows.values(), ignore_conflicts=True, batch_size=500)
    return run


def _broken_row(run: GenerationRun, table: SourceTable) -> RunItem:
    return RunItem(run=run, table=table, state=RunItem.State.FAILED, status=Status.INVALID, kind="broken_row")


def _named(row: OutputLine | Problem, tables: Tables) -> Sequence[SourceTable]:
    """Return the table that a row is about, none where that is not clear."""
    named = () if isinstance(row, Problem) else tables.get(row.table, ())
    return named if len(named) == 1 else ()


def _tables_by_name(table_set: TableSet) -> Tables:
    by_name: defaultdict[str, list[SourceTable]] = defaultdict(list)
    for table in table_set.tables.defer("original", "ddl", "sample_rows"):
        by_name[table.name].append(table)
    return by_name


def _checked(row: OutputLine, tables: Tables, table_set: TableSet) -> tuple[OutputText, tuple[Problem, ...]] | Problem:
    named = tables.get(row.table, ())
    if len(named) != 1:
        return _not_one(row, table_set, len(named))
    columns = [column["name"] for column in named[0].columns]
    problems, warnings = check_output(row, columns)
    if problems:
        return Problem(row.source, row.line, "; ".join(problem.what for problem in problems), problems[0].remedy)
    comments = dict(row.comments)
    text = OutputText(
        table=named[0],
        description=row.description or "",
        comments=tuple(comments.get(name) for name in columns),
        raw=row.raw,
        warnings=tuple(warning.what for warning in warnings),
    )
    return text, warnings


def _not_one(row: OutputLine, table_set: TableSet, n_named: int) -> Problem:
    if n_named:
        what = f"{n_named} tables of the set {table_set.name} are called {shown(row.table)}"
        return Problem(row.source, row.line, what, "Import one of them into a set of its own.")
    what = f"the set {table_set.name} has no table {shown(row.table)}"
    return Problem(row.source, row.line, what, "Write the name exactly as the table was imported, with its schema.")
