"""Briefs, tables and drafts for the tests of data synthesis."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evaluator.intake.ddl import read_sql
from modelhub.engine.records import ColumnRecord, TableRecord
from modelhub.engine.synth.brief import Brief, Industry, UseCase
from modelhub.engine.synth.dataset import Briefs
from modelhub.engine.synth.teacher import Draft, Written

DEMO = Path(__file__).resolve().parents[4] / "fixtures" / "demo"
INDUSTRIES = tuple(
    Industry(code, f"Industry {code}", sector)
    for code, sector in (
        ("11", "11"), ("111", "11"), ("112", "11"), ("212", "21"), ("311", "31-33"), ("333", "31-33"), ("424", "42"),
        ("484", "48-49"), ("522", "52"), ("622", "62"),
    )
)  # fmt: skip
USE_CASES = (
    UseCase("downtime", "Predictive maintenance", "Foresees failures of machines."),
    UseCase("stock", "Inventory replenishment", "Decides what to order.", ("42", "31-33")),
)
BRIEF = Brief(INDUSTRIES[4], USE_CASES[0], 7)
DDL = """CREATE TABLE plant.oven_check (
    oven_check_id bigint NOT NULL,
    oven_id integer NOT NULL REFERENCES plant.oven (oven_id),
    checked_at timestamptz NOT NULL,
    core_temp_c numeric(4,1),
    is_released boolean NOT NULL,
    PRIMARY KEY (oven_check_id)
)"""
DESCRIPTION = (
    "One row per check of an oven during baking. Food technologists use it to prove that products were hot enough. "
    "It joins to plant.oven by oven_id."
)
COMMENTS = (
    ("oven_check_id", "Surrogate key without a meaning outside of the table."),
    ("oven_id", "Oven in which the probe was put, see plant.oven."),
    ("checked_at", "Moment of the reading, with time zone."),
    ("core_temp_c", "Heat inside the product in degrees Celsius; null if the probe failed."),
    ("is_released", "True once the batch may leave the line."),
)
GOOD = Draft("postgres", DDL, DESCRIPTION, COMMENTS)


def briefs(seed: int = 1) -> Briefs:
    """Return briefs about a few industries and use cases."""
    return Briefs(INDUSTRIES, USE_CASES, seed)


def table(*names: str, name: str = "t") -> TableRecord:
    """Return a table with columns of these names."""
    return TableRecord(name, "postgres", tuple(ColumnRecord(one, "text") for one in names))


def comments_with(**changed: str) -> tuple[tuple[str, str], ...]:
    """Return the good comments with some changed."""
    return tuple((name, changed.get(name, text)) for name, text in COMMENTS)


class Scripted:
    """A teacher that writes what it is told, over and over."""

    name, version, terms, is_built_in = "scripted", "1", "MIT", False

    def __init__(self, *drafts: Written, is_built_in: bool = False) -> None:
        self._drafts, self.asked, self.is_built_in = drafts, list[Brief](), is_built_in

    def write(self, brief: Brief) -> Written:
        self.asked.append(brief)
        return self._drafts[(len(self.asked) - 1) % len(self._drafts)]


def renamed(draft: Draft, number: int) -> Draft:
    """Return the draft about something else, so that it is no duplicate."""
    word = ("kiln", "press", "mixer", "retort", "freezer", "peeler")[number % 6]
    ddl = draft.ddl.replace("oven", word)
    comments = tuple(
        (name.replace("oven", word), f"{text[:-1]}, as {word} {number} has it.") for name, text in draft.comments
    )
    description = (
        f"One row per {word}, seen {number} times. Chapter {number} of the {word} manual says more about {word}s."
    )
    return replace(draft, ddl=ddl, description=description, comments=comments)


def demo() -> Iterator[tuple[TableRecord, str, tuple[tuple[str, str], ...]]]:
    """Yield the demo's tables with description and comments of the reference."""
    for path in sorted(DEMO.glob("*.sql")):
        dialect = path.name.split(".")[-2]
        for statement in read_sql(path.read_text(encoding="utf-8"), dialect=dialect, source=path.name):
            if (parsed := statement.table) is not None:
                columns = (ColumnRecord(c.name, c.type, c.nullable, c.key, c.references) for c in parsed.columns)
                comments = tuple((name, comment or "") for name, comment in parsed.comments)
                yield TableRecord(parsed.name, parsed.dialect, tuple(columns)), parsed.description or "", comments


def orders() -> tuple[TableRecord, dict[str, str], str]:
    """Return a table with good comments and a good description."""
    columns = (
        ColumnRecord("order_id", "bigint", nullable=False, key="PK"),
        ColumnRecord("customer_id", "integer", nullable=False, key="FK", references="shop.customers(customer_id)"),
        ColumnRecord("order_date", "date", nullable=False),
        ColumnRecord("status", "varchar(20)"),
        ColumnRecord("total_amount", "numeric(12,2)"),
        ColumnRecord("currency_code", "char(3)"),
    )
    comments = {
        "order_id": "Number that identifies the purchase, given by the shop.",
        "customer_id": "Customer who placed it; see shop.customers.",
        "order_date": "Day on which it was placed, in the time zone of the shop.",
        "status": "How far it has come: open, paid, shipped or cancelled.",
        "total_amount": "Sum to be paid in the currency of the row, taxes included.",
        "currency_code": "ISO 4217 code of the currency that was paid in.",
    }
    description = "One row per order that a customer placed in the shop. Finance uses it for revenue reports."
    return TableRecord("shop.orders", "postgres", columns), comments, description
