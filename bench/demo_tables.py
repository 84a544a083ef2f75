"""The demo's tables as the engine takes them, read from their files without a database."""

from pathlib import Path

from evaluator.intake.ddl import read_sql
from evaluator.intake.schema import ParsedTable
from modelhub.engine.records import ColumnRecord, TableRecord

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "demo"


def demo_tables() -> list[TableRecord]:
    """Return all tables of the demo."""
    return [
        _record(statement.table)
        for path in sorted(FOLDER.glob("*.sql"))
        for statement in read_sql(path.read_text(encoding="utf-8"), dialect=path.name.split(".")[-2], source=path.name)
        if statement.table
    ]


def _record(table: ParsedTable) -> TableRecord:
    columns = (ColumnRecord(one.name, one.type, one.nullable, one.key, one.references) for one in table.columns)
    return TableRecord(table.name, table.dialect, tuple(columns))
