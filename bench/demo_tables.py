"""The demo's tables and their reference documentation as the engine takes them, read from files without a database."""

from collections.abc import Iterator
from pathlib import Path

from evaluator.intake.ddl import read_sql
from evaluator.intake.schema import ParsedTable
from modelhub.engine.records import ColumnRecord, DocumentationRecord, TableRecord

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "demo"


def demo_tables() -> list[TableRecord]:
    """Return all tables of the demo."""
    return [_record(table) for table in _parsed()]


def demo_documents() -> list[DocumentationRecord]:
    """Return what the reference says about each of them, in the same order."""
    return [DocumentationRecord(table.name, table.description or "", table.comments) for table in _parsed()]


def _parsed() -> Iterator[ParsedTable]:
    for path in sorted(FOLDER.glob("*.sql")):
        dialect = path.name.split(".")[-2]
        for statement in read_sql(path.read_text(encoding="utf-8"), dialect=dialect, source=path.name):
            if statement.table:
                yield statement.table


def _record(table: ParsedTable) -> TableRecord:
    columns = (ColumnRecord(one.name, one.type, one.nullable, one.key, one.references) for one in table.columns)
    return TableRecord(table.name, table.dialect, tuple(columns))
