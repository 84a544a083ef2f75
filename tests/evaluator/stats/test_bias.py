"""Position: the left share among decided votes with a known side."""

import pytest

from evaluator.stats.bias import position
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
    # Without t1 one of one, without t2 one of two: jackknife error ½·½ = ¼, times t on one degree of freedom.
    assert (found.left_share.low, found.left_share.high) == (0.0, 1.0)


def test_position_without_known_sides_says_why() -> None:
    found = position(tally([Vote("t1", "r1", "x", "y", Outcome.A)]), confidence=0.95)

    assert (found.left_share.estimate, found.n) == (None, 0)
    assert found.left_share.note == "undefined, because no decided vote has a known side"
