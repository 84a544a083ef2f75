"""What goes into the engine and what comes out of it: a table, and its documentation, as frozen values and as JSON lines."""

import json
from dataclasses import asdict, dataclass


class RecordError(ValueError):
    """A JSON text that is not the record it should be; the message says which field and what to write there."""


@dataclass(frozen=True, slots=True)
class ColumnRecord:
    """One column: its type as written, `key` one of '', 'PK', 'FK', 'PK FK', and the `table.column` it references or ''."""

    name: str
    type: str = ""
    nullable: bool = True
    key: str = ""
    references: str = ""

    @property
    def is_primary_key(self) -> bool:
        """Whether the column is the primary key or a part of it."""
        return "PK" in self.key

    @property
    def is_foreign_key(self) -> bool:
        """Whether the column is declared to reference another table."""
        return "FK" in self.key


@dataclass(frozen=True, slots=True)
class TableRecord:
    """One table without its comments; `name` is qualified as in the source."""

    name: str
    dialect: str
    columns: tuple[ColumnRecord, ...]


@dataclass(frozen=True, slots=True)
class DocumentationRecord:
    """What one writer says about one table; a comment is None when the writer gave none."""

    table: str
    description: str
    comments: tuple[tuple[str, str | None], ...]


def table_to_json(table: TableRecord) -> str:
    """Return the table as one line of ASCII JSON, so that no reader splits it at an unusual line separator."""
    return json.dumps(asdict(table))


def table_from_json(line: str) -> TableRecord:
    """Read what `table_to_json` wrote; only a column's name is required. Raises RecordError."""
    fields = _object(line)
    columns = tuple(_column(entry, place=f"columns[{i}]") for i, entry in enumerate(_list(fields, "columns")))
    return TableRecord(_text(fields, "name"), _text(fields, "dialect", default=""), columns)


def documentation_to_json(documentation: DocumentationRecord) -> str:
    """Return `{table, description, columns: {name: comment}}` as one line of ASCII JSON.

    Raises RecordError when two columns share a name, which an object cannot hold.
    """
    columns = dict(documentation.comments)
    if len(columns) < len(documentation.comments):
        raise RecordError(f"table {documentation.table!r} documents a column twice; name each column once")
    return json.dumps({"table": documentation.table, "description": documentation.description, "columns": columns})


def documentation_from_json(line: str) -> DocumentationRecord:
    """Read what `documentation_to_json` wrote. Raises RecordError."""
    fields = _object(line)
    columns = fields.get("columns")
    if not isinstance(columns, dict):
        raise RecordError(f"'columns' must be an object of name and comment, not {_kind(columns)}")
    comments = tuple((name, _comment(name, comment)) for name, comment in columns.items())
    return DocumentationRecord(_text(fields, "table"), _text(fields, "description"), comments)


def _column(entry: object, *, place: str) -> ColumnRecord:
    if not isinstance(entry, dict):
        raise RecordError(f"{place} must be an object, not {_kind(entry)}")
    nullable = entry.get("nullable", True)
    if not isinstance(nullable, bool):
        raise RecordError(f"{place}.nullable must be true or false, not {_kind(nullable)}")
    type_, key, references = (
        _text(entry, field, default="", place=f"{place}.") for field in ("type", "key", "references")
    )
    return ColumnRecord(_text(entry, "name", place=f"{place}."), type_, nullable, key, references)


def _object(line: str) -> dict[str, object]:
    try:
        value = json.loads(line, object_pairs_hook=_without_duplicates)
    except (json.JSONDecodeError, RecursionError) as error:
        raise RecordError(f"not a JSON object: {error}") from error
    if not isinstance(value, dict):
        raise RecordError(f"expected a JSON object, not {_kind(value)}")
    return value


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, value in pairs:
        # json keeps the last of two equal names silently; a lost comment would never be missed.
        if name in values:
            raise RecordError(f"the name {name!r} stands twice in one object; keep one")
        values[name] = value
    return values


def _list(fields: dict[str, object], name: str) -> list[object]:
    value = fields.get(name)
    if not isinstance(value, list):
        raise RecordError(f"{name!r} must be a list, not {_kind(value)}")
    return value


def _text(fields: dict[str, object], name: str, *, default: str | None = None, place: str = "") -> str:
    value = fields.get(name, default)
    if not isinstance(value, str):
        raise RecordError(f"{place}{name} must be a text, not {_kind(value)}")
    return value


def _comment(name: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise RecordError(f"the comment of column {name!r} must be a text or null, not {_kind(value)}")


def _kind(value: object) -> str:
    return "nothing" if value is None else type(value).__name__
