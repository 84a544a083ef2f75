"""What intake hands on: tables, their columns, and a verdict on every statement."""

from dataclasses import dataclass
from typing import Literal

from evaluator.canonical import canonical_json, sha256_hex

Verdict = Literal["table", "sample_rows", "comment", "ignored", "refused"]
Key = Literal["", "PK", "FK", "PK FK"]
Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class ParsedColumn:
    """One column; `type` is the author's text, `references` reads `table(column)` or is empty."""

    name: str
    type: str
    nullable: bool
    key: Key = ""
    references: str = ""


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """One table. `ddl` is `original` without any comment; `comments` has one (column, text) per column, in order."""

    dialect: str
    name: str
    columns: tuple[ParsedColumn, ...]
    ddl: str
    original: str
    description: str | None
    comments: tuple[tuple[str, str | None], ...]
    sample_columns: tuple[str, ...]
    sample_rows: tuple[Row, ...]
    line: int
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What became of one statement or record: `reason` says why for every verdict but `table`."""

    line: int
    verdict: Verdict
    name: str
    reason: str = ""
    table: ParsedTable | None = None


def table_digest(table: ParsedTable) -> str:
    """Return the SHA-256 of what identifies a table: dialect, name, columns in order; never comments or rows."""
    columns = [(c.name, c.type, c.nullable, c.key, c.references) for c in table.columns]
    return sha256_hex(canonical_json({"dialect": table.dialect, "table": table.name, "columns": columns}))
