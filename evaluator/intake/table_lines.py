"""Tables from JSON lines: {table, ddl} or {table, columns: [{name, type, comment}]}, with samples if wanted."""

from dataclasses import dataclass, replace

from evaluator.intake.ddl import MAX_SAMPLE_ROWS, read_sql
from evaluator.intake.dialects import DEFAULT_DIALECT, Dialect, dialect_named, known_dialects
from evaluator.intake.json_records import JsonNumber, Record, RecordError, read_records, text_value, type_name
from evaluator.intake.literals import without_documentation
from evaluator.intake.problem import IntakeError, Problem, shown
from evaluator.intake.reading import MAX_NAME, RefusedError
from evaluator.intake.schema import Key, ParsedColumn, ParsedTable, Row, Statement
from evaluator.intake.visible import is_blank

_KEYS: dict[str, Key] = {"": "", "PK": "PK", "FK": "FK", "PK FK": "PK FK", "FK PK": "PK FK"}


@dataclass(frozen=True, slots=True)
class _Documented:
    """One entry of `columns`."""

    column: ParsedColumn
    comment: str | None


def read_table_lines(text: str, *, source: str, dialect: str = "") -> tuple[Statement, ...]:
    """Return one verdict per record; `dialect` holds for records that name none. Raises IntakeError if it is unknown."""
    if dialect:
        dialect_named(dialect, source=source)
    return tuple(
        Statement(item.line or 1, "refused", "", item.what)
        if isinstance(item, Problem)
        else _verdict(item, source, dialect)
        for item in read_records(text, source=source)
    )


def _verdict(record: Record, source: str, dialect: str) -> Statement:
    name = record.values.get("table")
    shown_name = name if isinstance(name, str) else ""
    try:
        table = _table(record, source, dialect)
    except RecordError as error:
        return Statement(record.line, "refused", shown_name, str(error))
    except IntakeError as error:
        return Statement(record.line, "refused", shown_name, "; ".join(problem.what for problem in error.problems))
    return Statement(record.line, "table", table.name, table=table)


def _table(record: Record, source: str, dialect: str) -> ParsedTable:
    values = record.values
    name = _name(values, "table", "table")
    ddl = text_value(values, "ddl", "ddl")
    documented = _documented(values.get("columns"), has_ddl=ddl is not None)
    named_dialect = text_value(values, "dialect", "dialect") or dialect
    if ddl is None:
        table = _from_columns(record, documented, named_dialect)
    else:
        table = _with_comments(_from_ddl(ddl, name, named_dialect, source), documented)
    description = text_value(values, "description", "description")
    columns, rows = _samples(values.get("sample_rows"), tuple(column.name for column in table.columns))
    return replace(
        table,
        name=name,
        description=table.description if description is None else description,
        sample_columns=columns or table.sample_columns,
        sample_rows=rows or table.sample_rows,
        line=record.line,
        domain=text_value(values, "domain", "domain"),
    )


def _from_ddl(ddl: str, name: str, dialect: str, source: str) -> ParsedTable:
    statements = read_sql(ddl, dialect=dialect or DEFAULT_DIALECT, source=source, sample_rows=True)
    if refused := next((statement for statement in statements if statement.verdict == "refused"), None):
        raise RecordError(f"ddl, line {refused.line}: {refused.reason}")
    tables = [statement.table for statement in statements if statement.table is not None]
    if len(tables) > 1:
        last_part = name.rpartition(".")[2].lower()
        tables = [table for table in tables if table.name.rpartition(".")[2].lower() == last_part]
    if len(tables) != 1:
        raise RecordError(f"ddl does not hold one CREATE TABLE statement for {shown(name)}")
    return tables[0]


def _from_columns(record: Record, documented: tuple[_Documented, ...], dialect: str) -> ParsedTable:
    # A dialect is only a label here; when it is a known one, its rules hold.
    rules = dialect_named(dialect if dialect in known_dialects() else "ansi", source="")
    _refuse_duplicates([item.column.name for item in documented], rules if dialect in known_dialects() else None)
    return ParsedTable(
        dialect=dialect,
        name="",
        columns=tuple(_typed(item.column, rules) for item in documented),
        ddl="",
        original=record.raw,
        description=None,
        comments=tuple((item.column.name, item.comment) for item in documented),
        sample_columns=(),
        sample_rows=(),
        line=record.line,
    )


def _typed(column: ParsedColumn, rules: Dialect) -> ParsedColumn:
    """The column with a type that raters may read: some tools write the comment into it."""
    try:
        return replace(column, type=without_documentation(column.type, rules))
    except RefusedError as error:
        raise RecordError(f"the type of column {shown(column.name)} can't be read: {error.reason}") from error


def _refuse_duplicates(names: list[str], rules: Dialect | None) -> None:
    """Raise RecordError for two names that are one, by the rules for upper and lower case if they are known."""
    first: dict[str, str] = {}
    for name in names:
        folded = rules.fold(name, quoted=True) if rules else name
        if folded in first:
            raise RecordError(f"columns have the same name: {shown(first[folded])} and {shown(name)}")
        first[folded] = name


def _with_comments(table: ParsedTable, documented: tuple[_Documented, ...]) -> ParsedTable:
    """Comments given beside the DDL go over those inside it."""
    given = {item.column.name: item.comment for item in documented}
    known = {column.name for column in table.columns}
    if unknown := next((name for name in given if name not in known), None):
        raise RecordError(f"columns names {shown(unknown)}, which the ddl does not have")
    comments = tuple((name, given.get(name) or comment) for name, comment in table.comments)
    return replace(table, comments=comments)


def _documented(columns: object, *, has_ddl: bool) -> tuple[_Documented, ...]:
    if columns is None and has_ddl:
        return ()
    if not isinstance(columns, list):
        raise RecordError(
            f"columns is {type_name(columns)}, not an array" if columns else "neither ddl nor columns is given"
        )
    if not columns and not has_ddl:
        raise RecordError("the table has no columns")
    return tuple(_column(item, f"columns[{index}]") for index, item in enumerate(columns))


def _column(item: object, place: str) -> _Documented:
    if not isinstance(item, dict):
        raise RecordError(f"{place} is {type_name(item)}, not an object")
    name = _name(item, "name", f"{place}.name")
    key = _KEYS.get((text_value(item, "key", f"{place}.key") or "").upper())
    if key is None:
        raise RecordError(f"{place}.key is none of PK, FK, PK FK")
    nullable = item.get("nullable", True)
    if not isinstance(nullable, bool):
        raise RecordError(f"{place}.nullable is {type_name(nullable)}, not a boolean")
    type_text = text_value(item, "type", f"{place}.type") or ""
    references = text_value(item, "references", f"{place}.references") or ""
    column = ParsedColumn(name, type_text, nullable and "PK" not in key, key, references)
    return _Documented(column, text_value(item, "comment", f"{place}.comment"))


def _name(values: dict[str, object], key: str, place: str) -> str:
    name = text_value(values, key, place)
    if name is None or is_blank(name):
        raise RecordError(f"{place} is missing or blank")
    if len(name) > MAX_NAME:
        raise RecordError(f"{place} has {len(name):,} characters; at most {MAX_NAME:,} are read")
    return name


def _samples(rows: object, columns: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Sample rows as arrays in column order, or as objects; columns that an object lacks are null."""
    if rows is None:
        return (), ()
    if not isinstance(rows, list):
        raise RecordError(f"sample_rows is {type_name(rows)}, not an array")
    known = frozenset(columns)
    # All rows are checked, but only those that are kept are filled up: ten thousand `{}` are no work.
    read = [_sample(row, columns, known, f"sample_rows[{index}]") for index, row in enumerate(rows)]
    kept = tuple(tuple(map(row.get, columns)) for row in read[:MAX_SAMPLE_ROWS])
    return (columns if read else ()), kept


def _sample(row: object, columns: tuple[str, ...], known: frozenset[str], place: str) -> dict[str, str | None]:
    if isinstance(row, dict):
        if unknown := next((name for name in row if name not in known), None):
            raise RecordError(f"{place} has {shown(unknown)}, which is no column of the table")
        return {name: _cell(value, f"{place}.{name}") for name, value in row.items()}
    if not isinstance(row, list):
        raise RecordError(f"{place} is {type_name(row)}, not an array or object")
    if len(row) != len(columns):
        raise RecordError(f"{place} has {len(row)} values for {len(columns)} columns")
    return {name: _cell(value, f"{place}[{i}]") for i, (name, value) in enumerate(zip(columns, row, strict=True))}


def _cell(value: object, place: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return str(value) if isinstance(value, JsonNumber) else value
    raise RecordError(f"{place} is {type_name(value)}, not a single value")
