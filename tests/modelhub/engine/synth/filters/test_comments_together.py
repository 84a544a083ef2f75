"""Hand-made bad samples for the comments of a table judged beside each other: what is wrong, and what the filter says."""

import pytest

from modelhub.engine.records import ColumnRecord, TableRecord
from modelhub.engine.schema_rules import document
from modelhub.engine.synth.filters.comments import mismatch
from tests.modelhub.engine.synth.making import demo, orders

TABLE, COMMENTS, DESCRIPTION = orders()
LOREM = (
    "Lorem ipsum dolor sit amet.",
    "Consectetur adipiscing elit sed.",
    "Eiusmod tempor incididunt ut labore.",
    "Ut enim ad minim veniam.",
    "Duis aute irure dolor.",
    "Excepteur sint occaecat cupidatat.",
)
OF_A_GARDEN = (
    "Beds that the gardener waters by hand.",
    "Species as botanists call it.",
    "How tall the shrub grows in ten summers.",
    "Colour of the petals.",
    "Soil in which it thrives.",
    "Pests to look out for.",
)


def reason(texts: tuple[str, ...] | list[str], table: TableRecord = TABLE, description: str = DESCRIPTION) -> str:
    names = [column.name for column in table.columns]
    return mismatch(tuple(zip(names, texts, strict=True)), table, description=description) or ""


def exchanged(one: str, other: str) -> list[str]:
    comments = COMMENTS | {one: COMMENTS[other], other: COMMENTS[one]}
    return list(comments.values())


def test_good_comments_pass() -> None:
    assert reason(list(COMMENTS.values())) == ""


def test_day_on_an_amount_is_found() -> None:
    assert reason(exchanged("order_date", "total_amount")) == (
        "the comment on total_amount speaks of a day or moment, its type is numeric(12,2): "
        "'Day on which it was placed, in the time zone of the shop.'"
    )


@pytest.mark.parametrize(
    ("type_", "text", "what"),
    [
        ("date", "Price of one unit before discounts.", "an amount of money"),
        ("timestamptz", "How many pallets were loaded.", "a quantity"),
        ("boolean", "Weight of all pallets in kilograms.", "a quantity"),
        ("uuid", "True where the gate was open.", "what is true or false"),
        ("double precision", "When the gate was opened.", "a day or moment"),
        ("date", "Foreign key to the carrier.", "a key"),
    ],
)
def test_value_that_the_type_cannot_hold_is_found(type_: str, text: str, what: str) -> None:
    table = TableRecord("gate_pass", "postgres", (ColumnRecord("gate_pass_id", "bigint"), ColumnRecord("x9", type_)))
    found = reason(("Number given to the pass by the porter.", text), table, "One row per pass. Porters use it.")
    assert found == f"the comment on x9 speaks of {what}, its type is {type_}: {text!r}"


def test_all_comments_moved_by_one_are_found() -> None:
    texts = list(COMMENTS.values())
    assert reason([*texts[1:], texts[0]]) != ""
    assert reason([texts[-1], *texts[:-1]]) != ""


def test_comments_on_key_and_text_exchanged_are_found() -> None:
    assert (
        reason(exchanged("customer_id", "currency_code"))
        == "the comments on customer_id and currency_code fit better the other way round"
    )


def test_many_comments_that_fit_others_somewhat_better_are_found() -> None:
    names = ("mass_kg", "haul_km", "fuel_l", "toll")
    table = TableRecord("trip", "postgres", tuple(ColumnRecord(name, "integer") for name in names))
    right = ["Mass at the gate.", "Haul without detours.", "Fuel as the pump said.", "Toll of all roads."]
    assert reason(right, table, "One row per trip. Dispatch reads it.") == ""
    found = reason([*right[1:], right[0]], table, "One row per trip. Dispatch reads it.")
    assert found == "the comments fit other columns better: mass_kg, haul_km, fuel_l and 1 more"


def test_lorem_ipsum_is_found() -> None:
    assert reason(LOREM).endswith("'Eiusmod tempor incididunt ut labore.'")
    texts = (*LOREM[:2], COMMENTS["order_date"], *LOREM[3:])
    assert (
        reason(texts) == "5 of 6 comments have nothing to do with the table: order_id, customer_id, status and 2 more"
    )


def test_comments_of_another_subject_are_found() -> None:
    texts = (*OF_A_GARDEN[:2], COMMENTS["order_date"], *OF_A_GARDEN[3:])
    assert (
        reason(texts) == "5 of 6 comments have nothing to do with the table: order_id, customer_id, status and 2 more"
    )


def test_one_foreign_comment_on_a_date_is_found() -> None:
    whales = "Blue whales migrate in spring."
    assert reason(list((COMMENTS | {"order_date": whales}).values())) == (
        f"the comment on order_date has nothing to do with it, nor with the table: {whales!r}"
    )


@pytest.mark.parametrize(
    ("name", "type_", "text"),
    [
        ("closed_on", "date", "Set when the final bill is paid."),
        ("days_late", "numeric(8,1)", "Days between due date and payment."),
        ("payment_day", "smallint", "Day of the month for direct debit."),
        ("quality_status", "varchar(8)", "Whether the batch may be used."),
        ("criticality_code", "varchar(8)", "How much stops when the mill fails."),
        ("day_haulage_hours", "numeric(12,4)", "Day haulage of the mine, measured in hours."),
        ("timestamp_mbps", "real", "Timestamp of the payment, in megabits per second."),
        ("tax_return_id", "bigint", "Tax return to which the order refers."),
        ("maturity", "date", "Final payment by contract, on a working day."),
        ("status_date", "text", "Day of the last change."),
        ("is_final", "boolean", "When true, no more changes are accepted."),
        ("ratio", "numeric(6,3)", "When above 1, demand exceeds supply."),
        ("reading", "double precision", "When the probe fails, null; else as the probe sent it."),
        ("active", "boolean", "Y while employed."),
        ("hazmat", "boolean", "Dangerous goods aboard."),
        ("paid", "boolean", "Settled in full."),
        ("vip", "boolean", "User has premium support."),
        ("verified", "boolean", "Identifies accounts whose papers were seen."),
        ("elapsed", "time", "How long the machine ran."),
        ("ds", "date", "Partition key."),
        ("dt", "date", "Primary key together with store."),
        ("shipped", "timestamp", "Handover to the carrier."),
        ("asof", "date", "Snapshot of the balances, UTC."),
    ],
)
def test_openings_that_only_look_like_another_value_pass(name: str, type_: str, text: str) -> None:
    table = TableRecord("shop.orders", "postgres", (*TABLE.columns, ColumnRecord(name, type_)))
    assert reason([*COMMENTS.values(), text], table) == ""


def test_what_the_rules_write_passes_but_for_names_said_again() -> None:
    for table, _, _ in demo():
        written = document(table)
        comments = tuple((name, text or "") for name, text in written.comments)
        found = mismatch(comments, table, description=written.description, max_repeats=1.0)
        assert found is None, (table.name, found)


def test_most_of_the_reference_moved_by_one_is_found() -> None:
    found = [
        mismatch(
            tuple(zip([n for n, _ in comments], [t for _, t in (*comments[1:], comments[0])], strict=True)),
            table,
            description=description,
        )
        for table, description, comments in demo()
    ]
    assert sum(map(bool, found)) >= 37
