"""Test–retest: shares that can be counted by hand, and repeats with sides as before or swapped."""

import pytest

from evaluator.stats.outcomes import Outcome, Side, Vote
from evaluator.stats.retest import retest
from evaluator.stats.tally import tally
from tests.evaluator.stats.studies import votes_of


def vote(table: int, outcome: Outcome, side: Side | None, repeat: int = 0, rater: str = "r1") -> Vote:
    return Vote(f"t{table}", rater, "x", "y", outcome, shown_left=side, repeat=repeat)


def test_retest_tells_same_sides_from_swapped_ones() -> None:
    votes = [
        vote(1, Outcome.A, "a"),
        vote(1, Outcome.A, "a", 1),
        vote(2, Outcome.A, "a"),
        vote(2, Outcome.B, "b", 1),
        vote(3, Outcome.TIE, "b"),
        vote(3, Outcome.BOTH_BAD, "a", 1),
        vote(4, Outcome.A, None),
        vote(4, Outcome.TIE, "a", 1),
        vote(5, Outcome.CANT_JUDGE, "a"),
        vote(5, Outcome.A, "a", 1),
    ]
    found = retest(tally(votes), confidence=0.95)

    assert (found.n, found.same.estimate, found.reversals.estimate) == (4, 0.5, 0.25)
    assert (found.same_side.estimate, found.swapped.estimate) == (1.0, 0.5)
    rater = found.raters[0]
    assert (rater.n, rater.n_unknown_side, rater.same.estimate, rater.swapped.estimate) == (4, 1, 0.5, 0.5)


def test_retest_keeps_raters_apart() -> None:
    votes = [
        *(vote(t, Outcome.A, "a", repeat, "r1") for t in range(4) for repeat in (0, 1)),
        *(vote(t, Outcome.A if repeat else Outcome.B, "a", repeat, "r2") for t in range(4) for repeat in (0, 1)),
        vote(9, Outcome.A, "a", 0, "r3"),
    ]
    found = retest(tally(votes), confidence=0.95)

    assert [rater.same.estimate for rater in found.raters] == [1.0, 0.0, None]
    assert found.same.estimate == 0.5
    assert found.reversals.estimate == 0.5


def test_retest_of_one_voice_has_an_exact_bound() -> None:
    votes = [vote(t, Outcome.A, "a", repeat) for t in range(10) for repeat in (0, 1)]

    found = retest(tally(votes), confidence=0.95)

    assert found.same.low == pytest.approx(0.025 ** (1 / 10))


def test_retest_without_repeats_says_why() -> None:
    found = retest(tally(votes_of({"r1": "WL"})), confidence=0.95)

    assert (found.n, found.same.note) == (0, "undefined, because no repeat has a primary answer beside it")
