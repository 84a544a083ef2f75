"""Own data as JSON lines --> lines of a dataset: prompt and completion as they are, or a table with its documentation."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from evaluator.intake.json_records import JsonNumber, Record, read_records, text_value
from evaluator.intake.json_records import RecordError as ShapeError
from evaluator.intake.problem import Problem
from evaluator.intake.visible import is_blank
from modelhub.engine.records import DocumentationRecord, RecordError, TableRecord, table_from_json
from modelhub.engine.synth.brief import Brief, Industry, UseCase
from modelhub.engine.synth.example import SPLITS, Line, example_of, lines_of
from modelhub.engine.synth.read_ddl import NotCreateTable, read_ddl

MAX_TEXT = 200_000
# Of a hundred rows without a split of their own: the rest is trained on.
_VALIDATION_PER_CENT = 10
_NO_TABLE = TableRecord("", "", ())
_SHAPE = (
    'Write {"prompt": "…", "completion": "…"}, or {"table": {…} or "ddl": "CREATE TABLE …", '
    '"description": "…", "columns": {"name": "comment"}}.'
)
_TEXTS = ("industry", "industry_title", "use_case", "dialect", "ddl")
_LENGTHS = {"industry": 6, "use_case": 60, "dialect": 40, "industry_title": 300}


@dataclass(frozen=True, slots=True)
class OwnRow:
    """What one row of a file gives: one line, or several where the table is wide."""

    line: int
    lines: tuple[Line, ...]


def read_own_data(text: str, *, source: str) -> Iterator[OwnRow | Problem]:
    """Yield every row, or what is wrong with it; a row that says the same as an earlier one is wrong."""
    seen: dict[tuple[str, str], int] = {}
    ids: dict[str, int] = {}
    for record in read_records(text, source=source):
        row = record if isinstance(record, Problem) else _row(record, source)
        if isinstance(row, OwnRow):
            row = _twin(row, seen, ids, source) or row
        yield row


def _row(record: Record, source: str) -> OwnRow | Problem:
    try:
        values = record.values
        has_pair = "prompt" in values or "completion" in values
        lines = (_pair(record),) if has_pair else tuple(_documented(values))
        return OwnRow(record.line, lines)
    except (ShapeError, RecordError, NotCreateTable) as error:
        return Problem(source, record.line, str(error), _SHAPE)


def _twin(row: OwnRow, seen: dict[tuple[str, str], int], ids: dict[str, int], source: str) -> Problem | None:
    for line in row.lines:
        first = seen.setdefault((line.prompt, line.completion), row.line)
        if first != row.line:
            what = f"prompt and completion are those of line {first}"
            return Problem(source, row.line, what, "Keep one of them.")
        if ids.setdefault(line.id, row.line) != row.line:
            return Problem(source, row.line, f"the id is that of line {ids[line.id]}", "Give every row its own.")
    return None


def _pair(record: Record) -> Line:
    """Return a row with a prompt and a completion; what else a synthesised line has is kept, so that it stays the same."""
    values = record.values
    prompt, completion = _needed(values, "prompt"), _needed(values, "completion")
    known = {one.name for one in fields(Line)}
    if unknown := sorted(set(values) - known):
        raise ShapeError(f"there is no field {unknown[0]!r}")
    texts = {name: _optional(values, name) for name in _TEXTS}
    return Line(
        id=_optional(values, "id")[:40] or _digest(prompt, completion)[:24],
        split=_split(values, prompt),
        table=_table(values["table"]) if values.get("table") else _NO_TABLE,
        prompt=prompt,
        completion=completion,
        **texts,
    )


def _documented(values: Mapping[str, object]) -> Iterator[Line]:
    table, ddl = _table_of(values)
    description = _needed(values, "description")
    comments = _comments(values.get("columns"), table)
    document = DocumentationRecord(table.name, description, comments)
    texts = {name: _optional(values, name) for name in ("industry", "industry_title", "use_case")}
    brief = Brief(Industry(texts["industry"], texts["industry_title"], ""), UseCase(texts["use_case"], "", ""), 0)
    split = _split(values, table.name)
    return lines_of(example_of(brief, ddl=ddl, table=table, document=document, split=split))


def _table_of(values: Mapping[str, object]) -> tuple[TableRecord, str]:
    ddl = _optional(values, "ddl")
    if values.get("table"):
        return _table(values["table"]), ddl
    if not ddl:
        raise ShapeError("there is neither a prompt, nor a table, nor its DDL")
    read = read_ddl(ddl, _optional(values, "dialect") or "postgres")
    return read.table, read.ddl


def _table(value: object) -> TableRecord:
    table = table_from_json(json.dumps(value))
    names = [column.name for column in table.columns]
    if not names or len(set(names)) < len(names):
        raise ShapeError("the table has no columns" if not names else "two columns of the table share a name")
    return table


def _comments(value: object, table: TableRecord) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise ShapeError("columns is not an object of name and comment")
    names = [column.name for column in table.columns]
    if unknown := [name for name in value if name not in names]:
        raise ShapeError(f"the table has no column {unknown[0]!r}")
    comments = tuple((name, text_value(value, name, f"columns.{name}") or "") for name in names)
    if missing := [name for name, comment in comments if is_blank(comment)]:
        raise ShapeError(f"the comment on {missing[0]!r} is missing or blank")
    return comments


def _needed(values: Mapping[str, object], name: str) -> str:
    text = text_value(dict(values), name, name)
    if text is None or is_blank(text) or len(text) > MAX_TEXT:
        raise ShapeError(
            f"the {name} is {'longer than 200,000 characters' if text and len(text) > MAX_TEXT else 'empty'}"
        )
    return text


def _optional(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    text = str(value) if isinstance(value, JsonNumber) else text_value(dict(values), name, name) or ""
    if len(text) > _LENGTHS.get(name, MAX_TEXT):
        raise ShapeError(f"{name} is longer than {_LENGTHS.get(name, MAX_TEXT):,} characters")
    return text


def _split(values: Mapping[str, object], group: str) -> str:
    """Return the row's own split; else one by a digest of what it is about, so that parts of a table stay together."""
    split = _optional(values, "split")
    if split and split not in SPLITS:
        raise ShapeError(f"split is {split!r}, not {', '.join(SPLITS)}")
    share = int(_digest(group)[:8], 16) % 100
    return split or ("validation" if share < _VALIDATION_PER_CENT else "train")


def _digest(*texts: str) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()
