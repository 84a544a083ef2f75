"""A table as the text that a prompt shows: one line per column, between two marks that no name can imitate."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from modelhub.engine.records import ColumnRecord, TableRecord

BEGIN = "<<<TABLE"
END = "TABLE>>>"
MAX_TYPE = 200
MAX_OTHERS = 100
_PLAIN_NAME = re.compile(r"[\w$#@.\-]+(?: [\w$#@.\-]+)*")


@dataclass(frozen=True, slots=True)
class Shown:
    """How much of a table is shown: characters of a type, and names of columns that are not asked for."""

    max_type: int = MAX_TYPE
    max_others: int = MAX_OTHERS


def table_text(table: TableRecord, asked: Sequence[ColumnRecord], shown: Shown = Shown()) -> str:
    """Return the table's data between the marks: the columns asked for in full, others by name."""
    rest = _others(table, asked)
    lines = [_head(table), *(_column(column, shown.max_type) for column in asked)]
    if names := [name_text(column.name) for column in rest[: shown.max_others]]:
        more = f" and {len(rest) - len(names)} more" if len(rest) > len(names) else ""
        lines.append(f"(other columns, not to be documented now: {', '.join(names)}{more})")
    return "\n".join([BEGIN, *lines, END])


def leaves_out(table: TableRecord, asked: Sequence[ColumnRecord], shown: Shown) -> bool:
    """Whether the text lacks a part of a type or the names of other columns."""
    types = any(len(column.type) > shown.max_type for column in asked)
    return types or len(_others(table, asked)) > shown.max_others


def _others(table: TableRecord, asked: Sequence[ColumnRecord]) -> list[ColumnRecord]:
    names = {column.name for column in asked}
    return [column for column in table.columns if column.name not in names]


def name_text(name: str) -> str:
    """Return a name as it stands, or in JSON's quotes where it could be taken for something else than a name."""
    return name if _PLAIN_NAME.fullmatch(name) else _quoted(name)


def _head(table: TableRecord) -> str:
    return f"{name_text(table.name)} ({_one_line(table.dialect)})" if table.dialect else name_text(table.name)


def _column(column: ColumnRecord, max_type: int) -> str:
    type_ = column.type if len(column.type) <= max_type else column.type[:max_type] + "…"
    facts = [
        _one_line(type_) or "type unknown",
        *(["primary key"] if column.is_primary_key else []),
        *([] if column.nullable or column.is_primary_key else ["not null"]),
        *([f"references {_one_line(column.references)}"] if column.references else []),
    ]
    return f"{name_text(column.name)}: {', '.join(facts)}"


def _one_line(text: str) -> str:
    return text if text.isprintable() and BEGIN not in text and END not in text else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable()).replace("<", "\\u003c").replace(">", "\\u003e")
