"""Comments that a schema contradicts are found by their rule, and sound ones are let through."""

import pytest

from bench.demo_tables import demo_documents, demo_tables
from modelhub.engine.careless import make_careless
from modelhub.engine.independent_check.contradictions import contradictions, invented_names
from modelhub.engine.records import ColumnRecord, DocumentationRecord, TableRecord

TABLE = TableRecord(
    "crm.invoice_line",
    "postgres",
    (
        ColumnRecord("line_id", "bigint", nullable=False, key="PK"),
        ColumnRecord("invoice_id", "bigint", nullable=False, key="FK", references="crm.invoice(invoice_id)"),
        ColumnRecord("item_id", "bigint", key="FK", references="crm.sold_item(item_id)"),
        ColumnRecord("paid_at", "timestamp"),
        ColumnRecord("is_open", "boolean", nullable=False),
        ColumnRecord("is_gift", "char(1)", nullable=False),
        ColumnRecord("net_price", "numeric(10,2)", nullable=False),
        ColumnRecord("weight_kg", "numeric(10,3)"),
        ColumnRecord("sales_region", "text"),
    ),
)


@pytest.mark.parametrize(
    ("column", "comment", "rule"),
    [
        ("net_price", "When the line was paid.", "type"),
        ("paid_at", "Whether it has been paid.", "type"),
        ("paid_at", "Number of payments.", "type"),
        ("is_open", "Time it stays open, in hours.", "type"),
        ("is_open", "Y where it is open, N where not.", "letters"),
        ("is_gift", "True where it is a gift.", "letters"),
        ("net_price", "Price of the line; null until it is agreed.", "null"),
        ("weight_kg", "Mass of the item, never null.", "null"),
        ("invoice_id", "Primary key; drawn from a sequence.", "key"),
        ("invoice_id", "References crm.sold_item.", "reference"),
        ("item_id", "Key of the article, see crm.article_master.", "reference"),
        ("weight_kg", "Mass of the item, in pounds.", "unit"),
        ("sales_region", "The net price.", "column"),
    ],
)
def test_finds_what_the_schema_contradicts(column: str, comment: str, rule: str) -> None:
    found = contradictions(TABLE, _written({column: comment}))
    assert [(one.column, one.rule) for one in found] == [(column, rule)]


@pytest.mark.parametrize(
    ("column", "comment"),
    [
        ("line_id", "Primary key, drawn from a sequence."),
        ("invoice_id", "Invoice that the line belongs to, in crm.invoice; never empty."),
        ("item_id", "Article in crm.sold_item(item_id), null for free text."),
        ("paid_at", "When it was paid; null until then."),
        ("is_open", "True where nothing was paid yet."),
        ("is_gift", "Y where it is a gift, N where not."),
        ("net_price", "Price before tax, e.g. 12.50, as net_price times quantity is on paper."),
        ("weight_kg", "Mass in kilograms (packaging included), weighed within an hour of dispatch."),
        ("sales_region", "One of NORTH_EAST and SOUTH_WEST; where net_price is charged."),
        ("sales_region", ""),
    ],
)
def test_lets_sound_comments_through(column: str, comment: str) -> None:
    assert contradictions(TABLE, _written({column: comment})) == []


def test_says_which_names_the_schema_lacks() -> None:
    text = (
        "Lines of crm.invoice, e.g. by weight_kg; joined to dim_article and crm.invoice_line.line_id, as E.164 has it."
    )
    assert invented_names(text, TABLE) == ["dim_article"]


def test_finds_nothing_in_the_demos_reference_and_something_in_the_careless_version() -> None:
    pairs = list(zip(demo_tables(), demo_documents(), strict=True))
    careless = [(table, make_careless(text, table, seed=2)) for table, text in pairs]
    assert sum(len(contradictions(table, text)) for table, text in pairs) == 0
    assert sum(len(contradictions(table, text)) for table, text in careless) >= 10


def _written(comments: dict[str, str]) -> DocumentationRecord:
    return DocumentationRecord(TABLE.name, "", tuple(comments.items()))
