"""Model outputs from outside: {table, description, columns: {name: comment}} per line, checked against the schema."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from evaluator.intake.json_records import Record, RecordError, read_records, text_value, type_name
from evaluator.intake.problem import Problem, shown
from evaluator.intake.visible import is_blank

Comments = tuple[tuple[str, str | None], ...]
_SHAPE = 'Write {"table": "orders", "description": "…", "columns": {"id": "…"}}.'


@dataclass(frozen=True, slots=True)
class OutputLine:
    """What one model wrote about one table; None where a text is absent, blank or invisible. `raw` is the record."""

    source: str
    line: int
    table: str
    description: str | None
    comments: Comments
    raw: str


def read_outputs(text: str, *, source: str) -> tuple[OutputLine | Problem, ...]:
    """Return each record as an output, or the problem that makes it unusable; records for the same table are all broken."""
    return _without_twins(
        [item if isinstance(item, Problem) else _output(item, source) for item in read_records(text, source=source)]
    )


def check_output(output: OutputLine, column_names: Collection[str]) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return (problems, warnings): problems make the row broken, a missing comment is a warning only."""
    problems = [*_description_problems(output), *_column_problems(output, column_names)]
    given = {name for name, comment in output.comments if comment is not None}
    missing = [name for name in column_names if name not in given]
    warnings = [_problem(output, f"no comment for {_listed(missing)}", "It is kept as missing.")] if missing else []
    return tuple(problems), tuple(warnings)


def _description_problems(output: OutputLine) -> list[Problem]:
    if output.description is not None:
        return []
    return [_problem(output, "the description is missing or blank", "Give the table a description.")]


def _column_problems(output: OutputLine, column_names: Collection[str]) -> list[Problem]:
    known, counts = frozenset(column_names), Counter(name for name, _ in output.comments)
    extra = [name for name in counts if name not in known]
    twice = [name for name, n_given in counts.items() if n_given > 1]
    remedy = "Name each column exactly as the table does."
    problems = [_problem(output, f"the table has no column {_listed(extra)}", remedy)] if extra else []
    return problems + ([_problem(output, f"more than one comment for {_listed(twice)}", remedy)] if twice else [])


def _problem(output: OutputLine, what: str, remedy: str) -> Problem:
    return Problem(output.source, output.line, f"table {shown(output.table)}: {what}", remedy)


def _listed(names: list[str]) -> str:
    rest = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return ", ".join(shown(name) for name in names[:10]) + rest


def _output(record: Record, source: str) -> OutputLine | Problem:
    try:
        table = text_value(record.values, "table", "table")
        if table is None or is_blank(table):
            raise RecordError("table is missing or blank")
        description = _visible(text_value(record.values, "description", "description"))
        return OutputLine(source, record.line, table, description, _comments(record.values), record.raw)
    except RecordError as error:
        return Problem(source, record.line, str(error), _SHAPE)


def _comments(values: dict[str, object]) -> Comments:
    """Comments as {name: comment}, or as [{name, comment}] as some tools write them."""
    columns = values.get("columns")
    if isinstance(columns, dict):
        return tuple((name, _visible(text_value(columns, name, f"columns.{name}"))) for name in columns)
    if isinstance(columns, list):
        return tuple(_listed_comment(item, f"columns[{index}]") for index, item in enumerate(columns))
    if columns is None:
        return ()
    raise RecordError(f"columns is {type_name(columns)}, not an object")


def _listed_comment(item: object, place: str) -> tuple[str, str | None]:
    if not isinstance(item, dict):
        raise RecordError(f"{place} is {type_name(item)}, not an object")
    name = text_value(item, "name", f"{place}.name")
    if name is None:
        raise RecordError(f"{place}.name is missing")
    return name, _visible(text_value(item, "comment", f"{place}.comment"))


def _visible(text: str | None) -> str | None:
    return None if text is None or is_blank(text) else text


def _without_twins(items: list[OutputLine | Problem]) -> tuple[OutputLine | Problem, ...]:
    """Which of two outputs for one table is meant can't be known, so neither is used."""
    lines: dict[str, list[int]] = defaultdict(list)
    for item in items:
        if isinstance(item, OutputLine):
            lines[item.table].append(item.line)
    return tuple(
        _twin(item, lines[item.table]) if isinstance(item, OutputLine) and len(lines[item.table]) > 1 else item
        for item in items
    )


def _twin(output: OutputLine, lines: list[int]) -> Problem:
    listed = ", ".join(str(line) for line in lines[:10])
    return _problem(output, f"more than one output for it (lines {listed})", "Keep one.")
