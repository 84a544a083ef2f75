"""SQL of a teacher, which may be anything, to the table that an import would make of it."""

import re
from dataclasses import dataclass

from evaluator.intake.ddl import read_sql
from evaluator.intake.problem import IntakeError
from modelhub.engine.records import ColumnRecord, TableRecord

MAX_CHARACTERS = 100_000
_FENCED = re.compile(r"```[a-zA-Z]*\s*\n(.*?)(?:```|\Z)", re.DOTALL)


class NotCreateTable(ValueError):
    """The text is no CREATE TABLE with columns; the message says what it is."""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """The table, and its statement without any comment."""

    table: TableRecord
    ddl: str


def read_ddl(text: str, dialect: str) -> ReadTable:
    """Return the one table of the text, code fences and notes around the SQL taken off. Raises NotCreateTable."""
    if len(text) > MAX_CHARACTERS or "\0" in text:
        raise NotCreateTable("the text is too long or holds a NUL character")
    try:
        statements = read_sql(_unfenced(text), dialect=dialect, source="the teacher's text")
    except IntakeError as error:
        raise NotCreateTable(str(error)) from error
    tables = [statement.table for statement in statements if statement.table is not None]
    if len(tables) != 1:
        reasons = [statement.reason for statement in statements if statement.verdict == "refused" and statement.reason]
        what = (
            f"{len(tables)} tables in one text" if tables else "; ".join(reasons[:2]) or "no CREATE TABLE in the text"
        )
        raise NotCreateTable(what)
    parsed = tables[0]
    columns = (ColumnRecord(c.name, c.type, c.nullable, c.key, c.references) for c in parsed.columns)
    return ReadTable(TableRecord(parsed.name, parsed.dialect, tuple(columns)), parsed.ddl.strip())


def _unfenced(text: str) -> str:
    fenced = _FENCED.search(text)
    return fenced.group(1) if fenced else text
