"""Tables that models are measured on --> what no dataset may hold."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q

from evaluator.intake.ddl import read_sql
from evaluator.models import SourceTable, Study, TableSet
from modelhub.engine.records import ColumnRecord, TableRecord
from modelhub.steps.run_rules import table_record

# A set that no study uses yet may be studied later; nobody rates a larger one, and comparing with it takes minutes.
MOST_UNUSED = 20_000
_DEMO: Path = settings.BASE_DIR / "fixtures" / "demo"


def held_out_tables() -> Iterator[TableRecord]:
    """Yield, once each, the tables of sets that studies use, of other sets up to 20,000 tables, and of the demo."""
    seen: set[TableRecord] = set()
    for table in (*_stored_tables(), *demo_tables()):
        if table not in seen:
            seen.add(table)
            yield table


def demo_tables() -> Iterator[TableRecord]:
    """Yield the demo's tables from its files: models are measured on them wherever it is loaded."""
    for path in sorted(_DEMO.glob("*.sql")):
        dialect = path.name.split(".")[-2]
        for statement in read_sql(path.read_text(encoding="utf-8"), dialect=dialect, source=path.name):
            if statement.table is not None:
                found = statement.table
                columns = (ColumnRecord(c.name, c.type, c.nullable, c.key, c.references) for c in found.columns)
                yield TableRecord(found.name, found.dialect, tuple(columns))


def _stored_tables() -> Iterator[TableRecord]:
    is_studied = Exists(Study.objects.filter(table_set=OuterRef("pk")))
    sets = TableSet.objects.annotate(is_studied=is_studied, n=Count("tables"))
    used = sets.filter(Q(is_studied=True) | Q(n__lte=MOST_UNUSED))
    tables = SourceTable.objects.filter(table_set__in=used.values("pk")).only("name", "dialect", "columns")
    for table in tables.order_by("id").iterator(chunk_size=1_000):
        yield table_record(table)
