"""Raters one by one: figures that can be checked on paper, and leaving one out."""

import pytest
from hypothesis import given, settings

from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.raters import RaterResult, rater_results
from evaluator.stats.retest import retest
from evaluator.stats.tally import tally
from evaluator.stats.winrate import compare_pairs
from tests.evaluator.stats.studies import studies, votes_of


def results(votes: list[Vote]) -> dict[str, RaterResult]:
    return {r.rater: r for r in rater_results(tally(votes), confidence=0.95)}


def test_agrees_with_rest_averages_the_share_of_others_who_said_the_same() -> None:
    found = results(votes_of({"r1": "WW", "r2": "WL", "r3": "LW"}))

    assert found["r1"].agrees_with_rest == pytest.approx((1 / 2 + 1 / 2) / 2)
    assert found["r2"].agrees_with_rest == pytest.approx((1 / 2 + 0) / 2)


def test_agrees_with_rest_is_null_for_a_rater_alone() -> None:
    assert results(votes_of({"r1": "WWL"}))["r1"].agrees_with_rest is None


def test_counts_times_and_sides_belong_to_their_rater() -> None:
    votes = [
        Vote("t1", "r1", "x", "y", Outcome.A, shown_left="a", active_ms=10),
        Vote("t2", "r1", "x", "y", Outcome.B, shown_left="a", active_ms=40),
        Vote("t3", "r1", "y", "x", Outcome.B, shown_left="b", active_ms=30),
        Vote("t4", "r1", "x", "y", Outcome.TIE, shown_left="a"),
        Vote("t1", "r2", "x", "y", Outcome.CANT_JUDGE, shown_left="a"),
    ]
    found = results(votes)

    assert (found["r1"].n, found["r1"].median_ms) == (4, 30)
    assert found["r1"].chose_left.estimate == pytest.approx(2 / 3)
    assert (found["r2"].n, found["r2"].cant_judge, found["r2"].median_ms) == (1, 1, None)
    assert found["r2"].chose_left.estimate is None


def test_repeats_are_compared_with_the_same_raters_primary_answer() -> None:
    votes = [
        *votes_of({"r1": "WLT?", "r2": "LLL"}),
        Vote("t00", "r1", "y", "x", Outcome.B, repeat=1),
        Vote("t01", "r1", "x", "y", Outcome.A, repeat=1),
        Vote("t02", "r1", "x", "y", Outcome.CANT_JUDGE, repeat=1),
        Vote("t03", "r1", "x", "y", Outcome.A, repeat=1),
        Vote("t09", "r1", "x", "y", Outcome.A, repeat=1),
    ]
    found = results(votes)

    assert (found["r1"].n_repeats, found["r1"].repeats_same) == (2, 0.5)
    assert (found["r2"].n_repeats, found["r2"].repeats_same) == (0, None)


def test_repeats_without_any_primary_answer_count_as_none() -> None:
    found = results([Vote("t", "r1", "x", "y", Outcome.A, repeat=1)])

    assert (found["r1"].n, found["r1"].n_repeats) == (0, 0)


@settings(max_examples=25, deadline=None)
@given(studies())
def test_psi_without_a_rater_is_psi_of_the_study_without_them(votes: list[Vote]) -> None:
    for rater, found in results(votes).items():
        rest = compare_pairs(tally([v for v in votes if v.rater != rater]), margin=None, confidence=0.95, seed=0)
        expected = {(r.system, r.opponent): r.psi for r in rest}
        for without in found.psi_without:
            psi = expected.get((without.system, without.opponent))
            if psi is None or psi.estimate is None:
                assert without.psi.estimate is None
            else:
                assert without.psi.estimate == pytest.approx(psi.estimate)
                assert without.psi.low == (None if psi.low is None else pytest.approx(psi.low))
                assert without.psi.high == (None if psi.high is None else pytest.approx(psi.high))


def test_psi_without_keeps_the_ties_of_identical_texts() -> None:
    study = tally(votes_of({"r1": "WW", "r2": "LL"}), [("t99", "x", "y")])
    found = rater_results(study, confidence=0.95)

    assert [r.psi_without[0].psi.estimate for r in found] == pytest.approx([0.5 / 3, 2.5 / 3])


def test_a_tie_and_both_bad_are_the_same_answer_again() -> None:
    """As in test–retest agreement: neither prefers a text."""
    votes = [*votes_of({"r1": "T0W"}), Vote("t00", "r1", "x", "y", Outcome.BOTH_BAD, repeat=1)]
    votes += [Vote("t01", "r1", "x", "y", Outcome.TIE, repeat=1), Vote("t02", "r1", "x", "y", Outcome.TIE, repeat=1)]
    study = tally(votes)

    found = results(votes)["r1"]

    assert found.n_repeats == 3
    assert found.repeats_same == pytest.approx(2 / 3)
    assert retest(study, confidence=0.95).raters[0].same.estimate == found.repeats_same
