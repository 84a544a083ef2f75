import pytest

from modelhub.engine.synth.filters.overlap import TestTables
from tests.modelhub.engine.synth.making import demo, table

TEST = table("customer_number", "order_date", "net_amount", "status", "currency_code", name="shop.orders")


@pytest.mark.parametrize(
    "names",
    [
        ("customer_number", "order_date", "net_amount", "status", "currency_code"),
        ("CUST_NBR", "ORD_DT", "NET_AMT", "STS", "CCY_CD"),
        ("custNbr", "orderDate", "netAmount", "status", "somethingElse"),
    ],
)
def test_same_columns_in_any_style_overlap(names: tuple[str, ...]) -> None:
    assert TestTables([TEST]).overlap(table(*names, name="x")) is not None


def test_name_is_told_too() -> None:
    reason = TestTables([TEST]).overlap(table(*(column.name for column in TEST.columns), name="T_ORDER"))
    assert reason == "it shares the name and 100 % of its columns with the test table shop.orders"


def test_a_few_common_columns_pass() -> None:
    assert TestTables([TEST]).overlap(table("status", "order_date", "carrier", "weight_kg", "lane")) is None


def test_share_just_below_the_limit_passes() -> None:
    # 4 of 7 are 57 %; 5 of 8 are 62 %.
    four = table("customer_number", "order_date", "net_amount", "status", "x", "y")
    five = table("customer_number", "order_date", "net_amount", "status", "currency_code", "x", "y", "z")
    assert TestTables([TEST]).overlap(four) is None
    assert TestTables([TEST]).overlap(five) == "it shares 62 % of its columns with the test table shop.orders"


def test_every_table_overlaps_with_itself_and_none_without_tables() -> None:
    tables = [record for record, _, _ in demo()]
    seen = TestTables(tables)
    assert len(seen) == 62
    assert all(seen.overlap(record) for record in tables)
    assert not any(TestTables().overlap(record) for record in tables)
