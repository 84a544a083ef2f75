"""Graded answers: planted odds, ψ without ties between grades, and pairs that have none."""

from dataclasses import replace

import numpy as np
import pytest

from evaluator.stats.intervals import NOTHING_VARIES
from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.proportional_odds import proportional_odds
from evaluator.stats.tally import tally
from tests.evaluator.stats.planted import planted_votes
from tests.evaluator.stats.studies import votes_of


def test_proportional_odds_finds_planted_log_odds_again() -> None:
    votes = planted_votes(1, n_tables=1500, table_sd=0.0, gap=0.6)

    found = proportional_odds(tally(votes), confidence=0.95)[0]

    assert found.n == 6000
    assert found.log_odds.estimate == pytest.approx(0.6, abs=0.08)


def test_proportional_odds_have_no_interval_where_every_table_says_the_same() -> None:
    votes = [
        replace(vote, grade=grade)
        for number, (outcome, grade) in enumerate((("W", 1), ("L", -2), ("W", 2), ("T", 0), ("L", -1), ("W", 1)))
        for vote in votes_of({f"r{number}": outcome * 7})
    ]

    (found,) = proportional_odds(tally(votes), confidence=0.95)

    for figure in (found.log_odds, found.psi):
        assert figure.estimate is not None
        assert (figure.low, figure.high, figure.note) == (None, None, NOTHING_VARIES)


def test_proportional_odds_of_two_grades_are_the_odds_of_winning() -> None:
    votes = [
        replace(vote, grade=1 if vote.outcome is Outcome.A else -1)
        for vote in votes_of({"r1": "WWWLWL", "r2": "WLWWLW"})
    ]
    found = proportional_odds(tally(votes), confidence=0.95)[0]

    assert found.log_odds.estimate == pytest.approx(np.log(8 / 4))
    assert found.psi.estimate == pytest.approx(8 / 12)


def test_proportional_odds_covers_with_table_effects() -> None:
    covered = 0
    for seed in range(100):
        found = proportional_odds(tally(planted_votes(seed)), confidence=0.95)[0].log_odds
        covered += found.low is not None and found.high is not None and found.low <= 0 <= found.high

    assert covered >= 88


def test_proportional_odds_turn_over_with_the_names() -> None:
    votes = planted_votes(2, n_tables=20, gap=0.5)
    turned = [replace(vote, system_a="y", system_b="x", shown_left=None) for vote in votes]
    before, after = (proportional_odds(tally(each), confidence=0.95)[0] for each in (votes, turned))

    assert after.log_odds.estimate == pytest.approx(-(before.log_odds.estimate or 0))
    assert after.psi.low == pytest.approx(1 - (before.psi.high or 0))


@pytest.mark.parametrize(
    ("votes", "n", "note"),
    [
        (votes_of({"r1": "WLT"}), 0, "undefined, because no vote has a grade"),
        (
            [Vote(f"t{t}", "r", "x", "y", Outcome.A, grade=2) for t in range(3)],
            3,
            "undefined, because the grades don't favour each system at least once",
        ),
    ],
)
def test_proportional_odds_without_grades_on_both_sides_say_why(votes: list[Vote], n: int, note: str) -> None:
    found = proportional_odds(tally(votes), confidence=0.95)[0]

    assert (found.n, found.log_odds.note, found.psi.note) == (n, note, note)


def test_both_bad_is_the_middle_grade() -> None:
    votes = [
        Vote("t1", "r", "x", "y", Outcome.A, grade=1),
        Vote("t2", "r", "x", "y", Outcome.B, grade=-1),
        Vote("t3", "r", "x", "y", Outcome.BOTH_BAD),
    ]
    found = proportional_odds(tally(votes), confidence=0.95)[0]

    assert found.n == 3
    assert found.psi.estimate == pytest.approx(0.5)
