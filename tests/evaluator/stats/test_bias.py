"""Position: the left share among decided votes with a known side."""

import numpy as np
import pytest

from evaluator.stats.bias import Sided, left_share, position
from evaluator.stats.bounds import effective_df, wilson_bounds
from evaluator.stats.intervals import t_quantile
from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.tally import tally


def test_position_counts_decided_votes_by_the_side_shown() -> None:
    votes = [
        Vote("t1", "r1", "x", "y", Outcome.A, shown_left="a"),
        Vote("t1", "r2", "x", "y", Outcome.A, shown_left="b"),
        Vote("t2", "r1", "y", "x", Outcome.B, shown_left="b"),
        Vote("t3", "r1", "x", "y", Outcome.TIE, shown_left="a"),
        Vote("t3", "r2", "x", "y", Outcome.A),
        Vote("t2", "r2", "x", "y", Outcome.CANT_JUDGE, shown_left="a"),
    ]
    found = position(tally(votes), confidence=0.95)

    assert found.left_share.estimate == pytest.approx(2 / 3)
    assert found.n == 3
    # Three votes show x on the left and add ⅓, ⅓ and, the tie, 0 to the share: 1/9, 1/9 and -2/9 from their mean. With
    # (4 - 1) / (4 - 2) for the two ways round, the variance is 3/2 · 3/2 · 6/81 / 9 = 1/54, so ⅔ · ⅓ stands for 12 cases.
    assert (found.left_share.low, found.left_share.high) == pytest.approx(
        wilson_bounds(2 / 3, 12.0, t_quantile(0.95, 2))
    )


def test_left_share_ignores_which_text_is_better() -> None:
    """Six of eight chose the first text on the left, two of eight on the right: only the spread within each counts."""
    left = np.array([1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0], dtype=bool)
    shown = np.repeat([0, 1], 8)
    votes = Sided(np.ones(16, dtype=bool), left, np.arange(16), shown, np.zeros(16, dtype=np.int64))
    squares = 16 * (3 / 4) * (1 / 4) * 15 / 14
    deviations = (left - np.where(shown == 0, 0.75, 0.25)) * (15 / 14) ** 0.5

    found = left_share(votes, confidence=0.95)

    expected = wilson_bounds(0.5, 0.25 / (squares / 16 / 15), t_quantile(0.95, effective_df(deviations)))
    assert (found.low, found.high) == pytest.approx(expected)


def test_left_share_where_the_text_decides_every_vote_counts_all_votes_alike() -> None:
    left, four = np.array([True, True, False, False]), np.arange(4)
    votes = Sided(np.ones(4, dtype=bool), left, four, np.array([0, 0, 1, 1]), np.zeros(4, dtype=np.int64))

    found = left_share(votes, confidence=0.95)

    assert (found.low, found.high) == pytest.approx(wilson_bounds(0.5, 3.0, t_quantile(0.95, 3)))


def test_left_share_of_one_side_only_is_exact_over_tables() -> None:
    ten, one_kind = np.arange(10), np.zeros(10, dtype=np.int64)

    every = np.ones(10, dtype=bool)
    found = left_share(Sided(every, every, ten, one_kind, one_kind), confidence=0.95)

    assert (found.low, found.high) == pytest.approx((0.025 ** (1 / 10), 1.0))


def test_left_share_on_one_table_has_no_interval() -> None:
    nothing = np.zeros(2, dtype=np.int64)

    votes = Sided(np.ones(2, dtype=bool), np.array([True, False]), nothing, nothing, nothing)
    found = left_share(votes, confidence=0.95)

    assert (found.estimate, found.low, found.note) == (0.5, None, "no interval: it needs two tables or more")


def test_position_without_known_sides_says_why() -> None:
    found = position(tally([Vote("t1", "r1", "x", "y", Outcome.A)]), confidence=0.95)

    assert (found.left_share.estimate, found.n) == (None, 0)
    assert found.left_share.note == "undefined, because no decided vote has a known side"
