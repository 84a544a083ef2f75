"""File of own data --> Dataset: every row is checked, all or nothing is stored, and no test table gets in."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluator.intake.decode import decode
from evaluator.intake.problem import IntakeError, Problem, shown
from evaluator.models import User
from evaluator.steps.write_turn import write_turn
from modelhub.engine.records import TableRecord
from modelhub.engine.synth.example import SPLITS, Line
from modelhub.engine.synth.filters.overlap import TestTables
from modelhub.engine.synth.own_data import OwnRow, read_own_data
from modelhub.licences import ALLOWED, OWN
from modelhub.models import Dataset, DatasetLine
from modelhub.steps.dataset_lease import dataset_in_hand, is_abandoned
from modelhub.steps.dataset_lines import delete_rows, finish, write_rows
from modelhub.steps.dataset_rows import line_row
from modelhub.steps.held_out_tables import held_out_tables

# A command reads so much in seconds; requests are limited further by the server.
MAX_BYTES = 200_000_000
MAX_PROBLEMS = 200
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class OwnDataFile:
    """A file, and what is said of it: its name as a dataset, and the terms under which models may be trained on it."""

    name: str
    source: str
    data: bytes
    terms: str


def import_dataset(file: OwnDataFile, *, worker: str, created_by: User | None = None) -> Dataset:
    """Store a file's rows as a finished dataset; the same rows again are the same dataset.

    Raises IntakeError with every broken row.
    """
    _check(file)
    rows = _sound_rows(file)
    lines = [line for row in rows for line in row.lines]
    if not any(line.split == "train" for line in lines):
        raise _refused(file, None, "no row is for training", 'Give rows the split "train", or leave the split out.')
    _remove_abandoned(file.name)
    dataset = _begin(file, len(rows), created_by)
    try:
        return _stored(dataset, rows, lines, worker)
    except BaseException:
        _remove(dataset)
        raise


def _remove_abandoned(name: str) -> None:
    """Remove what a killed process left of an import under this name: it can't go on without its file."""
    left = Dataset.objects.filter(name=name, source=Dataset.Source.IMPORT).first()
    if left is not None and is_abandoned(left):
        _remove(left)


def _remove(dataset: Dataset) -> None:
    """Leave nothing half stored: a name that is taken by nothing would be in the way."""
    delete_rows(dataset, DatasetLine.objects)
    dataset.delete()


def _stored(dataset: Dataset, rows: Sequence[OwnRow], lines: Sequence[Line], worker: str) -> Dataset:
    with dataset_in_hand(dataset.pk, worker=worker):
        stored = (line_row(dataset.pk, number, line) for number, line in enumerate(lines, start=1))
        write_rows(dataset, DatasetLine.objects, stored, worker=worker)
        finish(
            dataset,
            worker=worker,
            n_examples=len(rows),
            n_written=len(rows),
            report={"examples": len(rows), "lines": len(lines), "splits": _splits(lines)},
            card=_card(dataset, lines),
        )
    dataset.refresh_from_db()
    return dataset


def _begin(file: OwnDataFile, n_rows: int, created_by: User | None) -> Dataset:
    with write_turn():
        if Dataset.objects.filter(name=file.name).exists():
            raise _refused(file, None, f"there is a dataset {shown(file.name)} already", "Choose another name.")
        return Dataset.objects.create(
            name=file.name,
            source=Dataset.Source.IMPORT,
            origin=file.source[:255],
            terms=file.terms,
            n_asked=n_rows,
            created_by=created_by,
        )


def _check(file: OwnDataFile) -> None:
    if not file.name or len(file.name) > 120:
        raise _refused(file, None, "the dataset has no name of 1 to 120 characters", "Give it one.")
    if len(file.terms) > 80 or (file.terms not in ALLOWED and not file.terms.startswith(OWN)):
        what = f"{shown(file.terms)} are no known terms of use"
        raise _refused(file, None, what, "Give an SPDX id such as CC-BY-4.0, or LicenseRef-… for terms of its own.")


def _sound_rows(file: OwnDataFile) -> list[OwnRow]:
    text = decode(file.data, source=file.source, max_bytes=MAX_BYTES)
    is_test_table = _contamination()
    rows: list[OwnRow] = []
    problems: list[Problem] = []
    for row in read_own_data(text, source=file.source):
        if isinstance(row, OwnRow) and (overlap := is_test_table(row)):
            row = Problem(
                file.source, row.line, overlap, "Leave it out: a model would be tested on what it was taught."
            )
        if isinstance(row, Problem):
            problems.append(row)
        else:
            rows.append(row)
        if len(problems) == MAX_PROBLEMS:
            break
    if problems:
        raise IntakeError(*problems)
    return rows


def _contamination() -> Callable[[OwnRow], str | None]:
    """Return what says of a row which test table it holds: by its table, or by the names in its prompt."""
    tables = list(held_out_tables())
    test_tables = TestTables(tables)
    by_name: defaultdict[str, list[TableRecord]] = defaultdict(list)
    for table in tables:
        by_name[(_WORD.findall(table.name.lower()) or [""])[-1]].append(table)

    def overlap(row: OwnRow) -> str | None:
        first = row.lines[0]
        if first.table.columns:
            return test_tables.overlap(first.table)
        return next(_named(first.prompt, by_name, test_tables), None)

    return overlap


def _named(prompt: str, by_name: Mapping[str, Sequence[TableRecord]], test_tables: TestTables) -> Iterator[str]:
    """Yield what a prompt shares with each test table that it names, with or without its schema."""
    words = dict.fromkeys(_WORD.findall(prompt.lower()))
    for table in (table for word in words if word in by_name for table in by_name[word]):
        there = tuple(column for column in table.columns if column.name.lower() in words)
        if (found := test_tables.overlap(TableRecord(table.name, table.dialect, there))) is not None:
            yield found


def _splits(lines: Sequence[Line]) -> dict[str, dict[str, int]]:
    return {split: {"examples": sum(line.split == split for line in lines)} for split in SPLITS}


def _card(dataset: Dataset, lines: Sequence[Line]) -> str:
    splits = ", ".join(f"{name} {counts['examples']:,}" for name, counts in _splits(lines).items())
    return (
        f"# Own data\n\n{dataset.n_asked:,} rows of `{dataset.origin.replace('`', '')}`, {len(lines):,} lines.\n\n"
        f"- **Terms of use**: {dataset.terms}\n- **Lines by split**: {splits}\n"
        "- **Checked**: every row is whole, no row twice, no test table among them\n"
    )


def _refused(file: OwnDataFile, line: int | None, what: str, remedy: str) -> IntakeError:
    return IntakeError(Problem(file.source, line, what, remedy))
