"""Position: the left share among decided votes with a known side."""

import pytest

from evaluator.stats.bias import position
from evaluator.stats.bounds import wilson_bounds
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
    # Without t1 one of one, without t2 one of two: error ¼, so 32/9 effective cases and t on one degree of freedom.
    assert (found.left_share.low, found.left_share.high) == pytest.approx(
        wilson_bounds(2 / 3, 32 / 9, t_quantile(0.95, 1))
    )


def test_position_without_known_sides_says_why() -> None:
    found = position(tally([Vote("t1", "r1", "x", "y", Outcome.A)]), confidence=0.95)

    assert (found.left_share.estimate, found.n) == (None, 0)
    assert found.left_share.note == "undefined, because no decided vote has a known side"
