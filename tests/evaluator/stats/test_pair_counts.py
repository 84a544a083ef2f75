"""Counting comparisons by pair and side."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from evaluator.stats.pair_counts import Comparisons, count
from tests.evaluator.stats.comparisons import random_comparisons


def test_count_brings_both_directions_of_a_pair_together() -> None:
    """Won on the left as first, and as second beaten on the right: both times system 0 won on the left."""
    data = Comparisons.of(2, [0, 1, 0], [1, 0, 1], [0, 2, 1], side=[1, -1, -1])

    counts = count(data)

    rows = np.column_stack((counts.first, counts.second, counts.side, counts.wins, counts.ties, counts.losses))
    assert sorted(rows.tolist()) == [[0, 1, -1, 0, 1, 0], [0, 1, 1, 2, 0, 0]]


@settings(max_examples=20, deadline=None)
@given(random_comparisons())
def test_count_loses_no_answer(data: Comparisons) -> None:
    counts = count(data)

    assert counts.wins.sum() + counts.ties.sum() + counts.losses.sum() == len(data.first)
    assert counts.ties.sum() == (data.outcome == 1).sum()
    assert (counts.first < counts.second).all()


def test_count_in_parts_is_the_count_of_all() -> None:
    n = 200_001
    data = Comparisons.of(3, np.arange(n) % 3, (np.arange(n) + 1) % 3, np.arange(n) % 2)

    assert sum(len(part.first) for part in data.parts()) == n
    assert count(data).wins.sum() + count(data).ties.sum() + count(data).losses.sum() == n


def test_small_integer_types_do_not_overflow() -> None:
    data = Comparisons.of(100, np.array([99], dtype=np.int8), np.array([98], dtype=np.uint8), np.array([0]))

    assert (count(data).first.tolist(), count(data).second.tolist(), count(data).losses.tolist()) == ([98], [99], [1.0])


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (([0], [2], [0]), "second holds values outside 0 to 1"),
        (([-1], [1], [0]), "first holds values outside 0 to 1"),
        (([0], [1], [3]), "outcome holds values outside 0 to 2"),
        (([0, 1], [1], [0]), "flat arrays of one length"),
        (([1], [1], [0]), "two different systems"),
        (([0.5], [1], [0]), "arrays of integers, not of float64"),
    ],
)
def test_comparisons_off_their_scale_are_refused(columns: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Comparisons.of(2, *columns)


def test_sides_and_tables_off_their_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="side holds values outside -1 to 1"):
        Comparisons.of(2, [0], [1], [0], side=[2])
    with pytest.raises(ValueError, match="table holds values outside 0"):
        Comparisons.of(2, [0], [1], [0], table=[-1])
