"""Overlap by hand-counted words, and the shares of a summary."""

import pytest

from modelhub.engine.independent_check.overlap import text_overlap
from modelhub.engine.independent_check.score import score, summarise
from modelhub.engine.independent_check.words import content_words, means, name_parts
from modelhub.engine.records import ColumnRecord, DocumentationRecord, TableRecord

TABLE = TableRecord("dw.FCT_ORDR", "oracle", (ColumnRecord("ordrId", "int"), ColumnRecord("net_amt", "numeric(9,2)")))


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("Orders of a customer", "The customer's orders", 1.0),
        # Two of three and two of five words in common: 2·2/8.
        ("Daily customer orders", "Orders that a customer cancelled before dispatch by phone", 0.5),
        # Repeats count: one of two and one of one.
        ("price price", "price", 2 / 3),
        ("Warehouse stock", "Employees on leave", 0.0),
        ("", "", 0.0),
        (None, "stock", 0.0),
    ],
)
def test_overlap_is_the_f1_of_content_words(one: str | None, other: str, overlap: float) -> None:
    assert text_overlap(one, other) == pytest.approx(overlap)
    assert text_overlap(other, one) == pytest.approx(overlap)


def test_words_are_singular_and_names_are_taken_apart() -> None:
    assert content_words("Batches of the cities’ buses, whose status is 12.5") == [
        "batch",
        "city",
        "buse",
        "status",
        "12.5",
    ]
    assert name_parts("TransformerOilSample_ID") == ("transformer", "oil", "sample", "id")
    assert name_parts("dw.FCT_ORDR") == ("dw", "fct", "ordr")
    assert means("ordr", "order")
    assert means("amt", "amount")
    assert not means("ordr", "product")
    assert not means("a", "amount")


def test_a_score_says_what_is_named_and_missing() -> None:
    reference = DocumentationRecord(
        TABLE.name, "One row per order.", (("ordrId", "Number of the order"), ("net_amt", "Net value"))
    )
    written = DocumentationRecord(
        TABLE.name, "Orders, joined to dim_customer.", (("ordrId", "Key of the order"), ("net_amt", None))
    )
    found = score(TABLE, written, reference)
    # Descriptions: order of {row, order} and {order, joined, dim, customer}; comments: order of {number, order} and {key, order}, none.
    assert found.description_overlap == pytest.approx(2 / 6)
    assert found.comment_overlap == pytest.approx((2 / 4 + 0) / 2)
    assert (found.n_missing, found.n_named, found.names_subject, found.invented) == (1, 1, True, ("dim_customer",))
    whole = summarise([found, score(TABLE, reference, reference)])
    assert whole.missing_share == pytest.approx(0.25)
    assert whole.named_share == pytest.approx((1 / 2 + 1) / 2)
    assert whole.invented_share == pytest.approx(0.5)


def test_nothing_to_summarise_is_said() -> None:
    with pytest.raises(ValueError, match="no score"):
        summarise([])
