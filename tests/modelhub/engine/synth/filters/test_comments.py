import pytest

from modelhub.engine.records import TableRecord
from modelhub.engine.synth.filters.comments import mismatch, repeats_name
from modelhub.engine.synth.read_ddl import read_ddl
from tests.modelhub.engine.synth.making import COMMENTS, DDL, comments_with, demo

TABLE: TableRecord = read_ddl(DDL, "postgres").table


def test_good_comments_pass() -> None:
    assert mismatch(COMMENTS, TABLE) is None


def test_missing_comment_is_found() -> None:
    assert mismatch(COMMENTS[:-1], TABLE) == "no comment on is_released"
    assert mismatch(comments_with(oven_id="  "), TABLE) == "no comment on oven_id"
    assert mismatch(comments_with(oven_id="N/A"), TABLE) == "no comment on oven_id"


def test_invented_comment_is_found() -> None:
    reason = mismatch((*COMMENTS, ("operator", "Who put the probe in.")), TABLE)
    assert reason == "comments on columns that the table lacks: operator"


def test_comment_given_twice_is_found() -> None:
    assert mismatch((*COMMENTS, COMMENTS[0]), TABLE) == "two comments on oven_check_id"


def test_one_text_for_two_columns_is_found() -> None:
    reason = mismatch(comments_with(oven_id=COMMENTS[0][1]), TABLE)
    assert reason is not None
    assert reason.startswith("2 columns have the same comment")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("order_date", "The date of the order."),
        ("ORD_DT", "Order date."),
        ("customer_id", "Identifier of the customer."),
        ("custNbr", "The customer number"),
        ("is_active", "Is active flag."),
        ("reading_value", "Value of the reading."),
    ],
)
def test_comment_that_only_says_the_name_again_is_found(name: str, text: str) -> None:
    assert repeats_name(text, name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("order_date", "Day on which the customer signed."),
        ("customer_id", "Identifier of the customer who pays, not of the consignee."),
        ("temp_c", "Temperature in degrees Celsius."),
        ("status", "O open, C closed."),
        ("well_no", "Number painted on the well."),
    ],
)
def test_comment_that_adds_something_passes(name: str, text: str) -> None:
    assert not repeats_name(text, name)


def test_words_of_the_table_add_nothing() -> None:
    reason = mismatch(comments_with(oven_check_id="The identifier of the oven check."), TABLE)
    assert reason == "the comment says only the name again: oven_check_id"


def test_share_of_repeating_comments_may_be_allowed() -> None:
    comments = comments_with(oven_check_id="The identifier of the oven check.")
    assert mismatch(comments, TABLE, max_repeats=0.2) is None
    assert mismatch(comments, TABLE, max_repeats=0.1) is not None


def test_swapped_comments_are_found() -> None:
    swapped = comments_with(
        core_temp_c="Released for the next step by a technologist.",
        is_released="Core of the product, measured by a probe.",
    )
    reason = mismatch(swapped, TABLE)
    assert reason is not None
    assert "the comment on core_temp_c speaks of is_released" in reason


def test_comment_about_another_column_is_found() -> None:
    reason = mismatch(comments_with(is_released="Core temperature as the probe showed it."), TABLE)
    assert reason is not None
    assert "the comment on is_released speaks of core_temp_c" in reason


def test_comment_that_mentions_another_column_passes() -> None:
    assert mismatch(comments_with(is_released="True once core_temp_c was read and the batch may go."), TABLE) is None
    assert (
        mismatch(comments_with(checked_at="When the probe was pulled; null while core_temp_c is empty."), TABLE) is None
    )


def test_reference_comments_pass_but_for_one_in_fifty() -> None:
    found = [
        (table.name, reason)
        for table, description, comments in demo()
        if (reason := mismatch(comments, table, description=description))
    ]
    # FTE is attempted hours over a divisor: told in the words of another column.
    assert [name for name, _ in found] == ["edw.fct_student_term"]
