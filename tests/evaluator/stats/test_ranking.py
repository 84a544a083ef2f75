"""The ranking of a study, and its refusals."""

import pytest

from evaluator.stats.ranking import ranking
from evaluator.stats.tally import tally
from tests.evaluator.stats.studies import votes_of


def test_ranking_of_two_systems_follows_their_wins_over_losses() -> None:
    found = ranking(tally(votes_of({"r1": "WWWL0", "r2": "WWWLT"})), confidence=0.95)

    # In Davidson's model the odds of two systems are those of decided votes; with half ties (6 + 1) : (2 + 1).
    assert [s.worth for s in found.systems] == pytest.approx([0.75, 0.25])
    assert [s.worth for s in found.half_ties] == pytest.approx([0.7, 0.3])
    assert found.note is None


def test_ranking_of_one_table_has_no_interval() -> None:
    found = ranking(tally(votes_of({"r1": "W", "r2": "L"})), confidence=0.95)

    assert [(s.log_worth, s.low, s.high) for s in found.systems] == [(0.0, None, None), (0.0, None, None)]
    assert found.note == "no intervals: they need two tables or more"


def test_ranking_of_a_system_that_never_loses_is_undefined() -> None:
    found = ranking(tally(votes_of({"r1": "WWW"})), confidence=0.95)

    assert [s.worth for s in found.systems] == [None, None]
    assert found.note == (
        "undefined, because some systems never lost or tied against the rest, or never won, so their worth has no bound"
    )
