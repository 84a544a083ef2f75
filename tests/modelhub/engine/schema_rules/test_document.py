"""The baseline says something true and useful on ordinary tables, and something on every table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.records import ColumnRecord, TableRecord
from modelhub.engine.schema_rules import document


def _table(name: str, *columns: ColumnRecord) -> TableRecord:
    return TableRecord(name, "postgres", columns)


def _comment(column: ColumnRecord, *, table: str = "orders") -> str | None:
    return document(_table(table, column)).comments[0][1]


@pytest.mark.parametrize(
    ("column", "comment"),
    [
        (ColumnRecord("order_id", "int", False, "PK"), "Identifier of the order; primary key of the table."),
        (
            ColumnRecord("cust_id", "int", False, "FK", "customers.customer_id"),
            "Reference to the customer (customers.customer_id).",
        ),
        (
            ColumnRecord("billing_address_id", "int", True, "FK", "address.id"),
            "Reference to the billing address (address.id); null when there is none.",
        ),
        (
            ColumnRecord("mgr_id", "int", False, "FK", "hr.employees(id)"),
            "Reference to the employee (hr.employees.id) in the role of manager.",
        ),
        (ColumnRecord("promo_id", "int"), "Identifier of the promotion."),
        (ColumnRecord("created_at", "timestamptz"), "When the record was created."),
        (ColumnRecord("last_update", "DATE"), "Date on which the record was last changed."),
        (ColumnRecord("created_by", "text"), "User or process by which the record was created."),
        (ColumnRecord("approved_by", "text"), "User or process by which the order was approved."),
        (ColumnRecord("shipped_at", "timestamp"), "When the order was shipped."),
        (ColumnRecord("due_dt", "date"), "Date on which the order is due."),
        (ColumnRecord("payment_received_date", "date"), "Date on which the payment was received."),
        (ColumnRecord("invoice_date", "date"), "Date of the invoice."),
        (ColumnRecord("is_cancelled", "BOOLEAN"), "Whether the order is cancelled."),
        (ColumnRecord("TAXABLE_IND", "CHAR(1)"), "Whether the order is taxable."),
        (ColumnRecord("has_coupon", "bool"), "Whether the order has a coupon."),
        (ColumnRecord("express_flg", "bit"), "Whether express applies to the order."),
        (ColumnRecord("num_items", "int"), "Number of items for the order."),
        (ColumnRecord("item_cnt", "int"), "Number of items for the order."),
        (ColumnRecord("disc_pct", "numeric(5,2)"), "Discount of the order, as a percentage."),
        (ColumnRecord("distance_km", "float"), "Distance of the order, in kilometres."),
        (ColumnRecord("duration_min", "int"), "Duration of the order, in minutes."),
        (ColumnRecord("tot_amt", "decimal(10,2)"), "Total amount of the order."),
        (ColumnRecord("sts", "varchar(10)"), "Current status of the order."),
        (ColumnRecord("cust_nm", "varchar"), "Name of the customer."),
        (ColumnRecord("postal_code", "varchar"), "Postal code of the order."),
        (ColumnRecord("cancellation_reason", "text"), "Reason for the cancellation of the order."),
        (ColumnRecord("email", "text"), "E-mail address of the order."),
        (ColumnRecord("tags", "text[]"), "List of values: tags of the order."),
        (ColumnRecord("c0001", "numeric(18,4)"), "Number; the name c0001 does not say what it holds."),
        (ColumnRecord("顧客番号", "integer"), "Whole number named 顧客番号."),
    ],
)
def test_document_comments_on_a_column_by_name_type_and_key(column: ColumnRecord, comment: str) -> None:
    assert _comment(column) == comment


def test_document_tells_the_currency_column_of_an_amount() -> None:
    table = _table("orders", ColumnRecord("total_amt", "numeric"), ColumnRecord("currency_code", "char(3)"))
    assert [comment for _, comment in document(table).comments] == [
        "Total amount of the order, in the currency given by currency_code.",
        "Code of the currency in which the amounts are given.",
    ]


def test_document_leaves_out_a_prefix_that_most_columns_share() -> None:
    names = ["prop_name", "prop_city", "prop_phone", "prop_email", "prop_street", "id"]
    comments = document(_table("companies", *(ColumnRecord(name, "text") for name in names))).comments
    assert comments[0] == ("prop_name", "Name of the company.")


@pytest.mark.parametrize(
    ("table", "beginning"),
    [
        (
            _table("dw.fct_order_lines", ColumnRecord("qty", "int")),
            "Fact table on order lines, one row per order line.",
        ),
        (_table("dim_customer", ColumnRecord("x1", "int")), "Dimension table of customers, one row per customer."),
        (
            _table("stg_trips", ColumnRecord("x1", "int")),
            "Staging table for trips as they come from the source, one row per trip.",
        ),
        (_table("login_log", ColumnRecord("x1", "int")), "Log of logins, one row per entry."),
        (_table("price_history", ColumnRecord("x1", "int")), "History of prices, one row per version or change."),
        (_table("payment_p2007_02", ColumnRecord("x1", "int")), "One row per payment."),
        (
            _table(
                "film_actor",
                ColumnRecord("film_id", "int", False, "PK FK", "film.film_id"),
                ColumnRecord("actor_id", "int", False, "PK FK", "actor.actor_id"),
            ),
            "Link table with one row per combination of film and actor.",
        ),
    ],
)
def test_document_describes_the_grain_by_the_kind_of_table(table: TableRecord, beginning: str) -> None:
    assert document(table).description.startswith(beginning)


def test_document_describes_references_measures_and_dates() -> None:
    table = _table(
        "order_lines",
        ColumnRecord("order_line_id", "int", False, "PK"),
        ColumnRecord("order_id", "int", False, "FK", "orders.order_id"),
        ColumnRecord("product_id", "int", False, "FK", "products.id"),
        ColumnRecord("qty", "int"),
        ColumnRecord("weight_kg", "numeric"),
        ColumnRecord("shipped_at", "timestamp"),
    )
    assert document(table).description == (
        "One row per order line. Each row refers to an order and a product. "
        "It records quantity and weight, dated by shipped_at."
    )


def test_document_says_when_no_key_is_declared() -> None:
    assert document(_table("readings", ColumnRecord("x", ""))).description == (
        "One row per reading. No primary key is declared, so the same row may occur twice."
    )


ANY_COLUMN = st.builds(
    ColumnRecord, st.text(), st.text(), st.booleans(), st.sampled_from(["", "PK", "FK", "PK FK"]), st.text()
)
NAMES = st.sampled_from(
    ["id", "is", "_", "by", "at", "no", "flag", "count", "date", "code", "of", "😀", "1", "order", "x_by", "n_"]
)
ODD_COLUMN = st.builds(
    ColumnRecord,
    st.lists(NAMES, max_size=3).map("_".join),
    st.sampled_from(["", "int", "boolean", "timestamp", "date", "text", "json", "int[]", "numeric(5,2)"]),
    st.booleans(),
    st.sampled_from(["", "PK", "FK", "PK FK"]),
    st.sampled_from(["", ".", "a.b", "(", "orders(id)", '""."".""']),
)


@given(st.builds(TableRecord, st.text() | NAMES, st.just(""), st.lists(ANY_COLUMN | ODD_COLUMN, max_size=5).map(tuple)))
def test_document_is_complete_for_any_input(table: TableRecord) -> None:
    documentation = document(table)
    assert [name for name, _ in documentation.comments] == [column.name for column in table.columns]
    assert all(comment and len(comment) > 1 and comment.endswith(".") for _, comment in documentation.comments)
    assert documentation.description.endswith(".")
    assert documentation == document(table)


def test_document_takes_a_table_of_1600_columns() -> None:
    table = _table("wide", *(ColumnRecord(f"amt_{i}", "numeric") for i in range(1600)))
    assert len(document(table).comments) == 1600
