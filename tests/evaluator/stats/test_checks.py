"""What stands beside the primary figures, as the report gives it."""

import json
from dataclasses import replace
from typing import Any

import numpy as np

from evaluator.stats.checks import MOST_VOTES_OF_CONSENSUS, checks
from evaluator.stats.comment_agreement import Marks
from evaluator.stats.outcomes import Outcome, Side, Vote
from evaluator.stats.report import analyse
from evaluator.stats.tally import tally
from tests.evaluator.stats.studies import votes_of

SIDES: tuple[Side, Side] = ("a", "b")
ROWS = {"r1": "WWLTWWLW", "r2": "WLLTWWWL", "r3": "WWLWWTLW"}


def with_lengths(votes: list[Vote]) -> list[Vote]:
    """Texts of x are the longer ones on most tables, and by more and more."""
    return [replace(vote, length_a=300 + 40 * int(vote.table[1:]), length_b=400) for vote in votes]


def test_report_holds_every_check_by_its_name() -> None:
    votes = [*with_lengths(votes_of(ROWS)), *(replace(vote, repeat=1) for vote in votes_of({"r1": "WWL"}))]
    figures: dict[str, Any] = json.loads(json.dumps(analyse(votes).to_json()))

    assert figures["two_way"][0]["psi"]["estimate"] == figures["pairs"][0]["psi"]["estimate"]
    assert (figures["retest"]["n"], figures["retest"]["same"]["estimate"]) == (3, 1.0)
    assert figures["length"]["pairs"][0]["adjusted"]["estimate"] is not None
    assert figures["proportional_odds"][0]["n"] == 0
    assert [rater["rater"] for rater in figures["rater_model"]["raters"]] == ["r1", "r2", "r3"]
    assert [pace["n"] for pace in figures["paces"]] == [0, 0, 0]


def test_warnings_never_tell_whose_text_is_longer() -> None:
    votes = [replace(vote, length_a=500 + 37 * int(vote.table[1:]) % 100, length_b=100) for vote in votes_of(ROWS)]
    report = analyse(votes)

    note = report.checks.length.pairs[0].adjusted.note
    assert note == "one system's text is always the longer one: this is an extrapolation"
    assert [warning for warning in report.warnings if "long" in warning or "length" in warning] == []


def test_two_raters_make_a_rough_consensus_and_are_told_so() -> None:
    report = analyse(votes_of({"r1": "WWLT", "r2": "WLLT"}))

    assert "consensus of raters: two raters alone don't determine who errs: accuracies are rough" in report.warnings


def test_one_rater_has_no_interval_over_raters() -> None:
    report = analyse(votes_of({"r1": "WWLT"}))

    assert "win rate of x against y over tables and raters: no interval: it needs two raters or more" in report.warnings


def test_consensus_of_very_many_answers_is_left_out_and_says_why() -> None:
    few = tally([Vote("t", f"r{i}", "x", "y", Outcome.A) for i in range(2)])
    times = MOST_VOTES_OF_CONSENSUS // 2 + 1
    votes = few.judged.where(np.repeat([0, 1], times))
    many = replace(few, primary=votes, judged=votes)

    model = checks(many, confidence=0.95).rater_model

    assert (model.raters, model.pairs) == ((), ())
    assert model.note == f"left out, because there are {2 * times} answers and it takes minutes beyond 100000"


def test_sides_are_drawn_anew_only_when_asked() -> None:
    votes = [replace(vote, shown_left=SIDES[int(vote.table[1:]) % 2]) for vote in votes_of({"r1": "WWLTWWLW"})]

    assert analyse(votes).sharp_null == ()
    (check,) = analyse(votes, redraws=99).sharp_null
    assert (check.system, check.opponent, check.draws) == ("x", "y", 99)
    assert check.p is not None


def test_votes_without_sides_give_a_reason_in_place_of_the_check() -> None:
    report = analyse(votes_of(ROWS), redraws=99)

    assert "check of the sides, x against y: undefined, because no vote has a known side" in report.warnings


def test_marks_on_comments_are_compared_beside_the_votes() -> None:
    marks = [Marks("t00", "x", rater, 3, frozenset({0})) for rater in ("r1", "r2")]
    report = analyse(votes_of(ROWS), marks=marks)

    assert report.comments is not None
    assert (report.comments.n_comments, report.comments.raw.estimate) == (3, 1.0)
    assert analyse(votes_of(ROWS)).comments is None
