"""Overlap of wording: worked by hand, and held to its laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.text_overlap import difference, overlap

TEXTS = st.lists(st.one_of(st.none(), st.text(max_size=40)), max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # 3 words of 4 and 4 in common.
        ("One row per order.", "One row per customer.", 2 * 3 / 8),
        # Twice "the" against once counts once: 2 × 2 / (3 + 2).
        ("the the order", "The order", 4 / 5),
        ("Customer's id", "id of customer", 2 * 2 / (3 + 3)),
        ("order_id", "order id", 0.0),
        ("Größe", "GRÖSSE", 1.0),
        ("…", "--", 1.0),
        ("", "word", 0.0),
    ],
)
def test_overlap_is_twice_the_common_words_over_all_words(one: str, other: str, expected: float) -> None:
    assert overlap(one, other) == pytest.approx(expected)


@given(one=st.text(max_size=60), other=st.text(max_size=60))
def test_overlap_is_symmetric_bounded_and_full_with_itself(one: str, other: str) -> None:
    assert overlap(one, other) == overlap(other, one)
    assert 0 <= overlap(one, other) <= 1
    assert overlap(one, one) == 1
    assert overlap(one, " ".join(reversed(one.split(" ")))) == 1


def test_difference_counts_equal_and_missing_texts_and_sets_chance_beside_overlap() -> None:
    one = ["a b", "c d", "e f", None, "only"]
    other = ["a  b\n", "c x", "e f", "only", " "]

    found = difference(one, other)

    assert (found.n_both, found.n_one, found.n_equal) == (3, 2, 2)
    assert found.overlap == pytest.approx((1 + 0.5 + 1) / 3)
    # "a b" beside "c x", "c d" beside "e f", "e f" beside "a b".
    assert found.overlap_elsewhere == 0
    assert found.equal_percent == pytest.approx(200 / 3)


def test_texts_of_one_kind_overlap_by_chance() -> None:
    found = difference(["One row per order", "One row per bill"], ["One row per bill", "One row per order"])

    assert (found.n_equal, found.overlap, found.overlap_elsewhere) == (0, 0.75, 1.0)


def test_nothing_to_compare_has_no_share() -> None:
    found = difference(["a", None], [None, ""])

    assert (found.n_both, found.n_one) == (0, 1)
    assert (found.overlap, found.overlap_elsewhere, found.equal_percent) == (None, None, None)
    assert difference(["a"], ["a"]).overlap_elsewhere is None


@given(one=TEXTS)
def test_a_run_does_not_differ_from_itself(one: list[str | None]) -> None:
    found = difference(one, one)

    assert (found.n_one, found.n_equal) == (0, found.n_both)
    assert found.overlap in (None, 1.0)
