"""Table majorities: counted by hand, and their intervals those of the published example."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from evaluator.stats.majority import majorities
from evaluator.stats.outcomes import Vote
from evaluator.stats.tally import tally
from tests.evaluator.stats.studies import studies, votes_of


def test_majority_of_each_table_is_one_vote() -> None:
    votes = votes_of({"r1": "WWLT?", "r2": "WLLW?", "r3": "LTLL?"})

    (found,) = majorities(tally(votes, [("t09", "x", "y")]), confidence=0.95)

    # x wins t00; t01 and t03 are even; y wins t02; nobody could judge t04; t09 is one tie.
    assert (found.won, found.tied, found.lost) == (1, 3, 1)
    assert found.score.estimate == found.exact.estimate == 0.0
    assert found.p == 1.0


def test_intervals_match_the_published_matched_pairs(case: Callable[[str], dict[str, Any]]) -> None:
    """Bentur's airway data: 1 and 7 of 21 pairs discordant."""
    example = case("mcnemar_bentur")

    (found,) = majorities(tally(votes_of({"r1": "W" + "L" * 7 + "T" * 13})), confidence=0.95)

    expected, tolerance = example["expected"], example["tolerance"]
    assert (found.won, found.tied, found.lost) == (1, 13, 7)
    assert found.p == pytest.approx(expected["exact"], abs=tolerance)
    assert found.mid_p == pytest.approx(expected["midp"], abs=tolerance)
    low, high = expected["tango_ci_c_minus_b"]
    assert [found.score.low, found.score.high] == pytest.approx([-high, -low], abs=tolerance)
    assert [found.exact.low, found.exact.high] == pytest.approx(expected["sign_compatible_ci_b_minus_c"], abs=tolerance)


@settings(max_examples=40, deadline=None)
@given(studies())
def test_exact_interval_leaves_nothing_out_just_where_the_sign_test_rejects(votes: list[Vote]) -> None:
    for pair in majorities(tally(votes), confidence=0.8):
        if pair.p is None or pair.exact.low is None or pair.exact.high is None:
            assert pair.won + pair.tied + pair.lost == 0
            continue
        assert (pair.exact.low > 0 or pair.exact.high < 0) == (pair.p < 0.2)
