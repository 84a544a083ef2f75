"""Rating rows as votes: the last revision, by arm, whatever side was shown."""

from typing import Any

import pytest

from evaluator.stats.outcomes import Outcome
from evaluator.steps.votes import criterion_votes, latest, votes_of


def row(**changes: Any) -> dict[str, Any]:
    return {
        "slot": 1, "position": 1, "rater": "R1", "table": "t", "first": "C", "second": "K", "repeat": 0, "revision": 1,
        "shown_swapped": False, "grade": 1, "both_bad": False, "cant_judge": "", "criteria": {}, "active_ms": 900,
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"grade": 2}, Outcome.A),
        ({"grade": -1}, Outcome.B),
        ({"grade": 0}, Outcome.TIE),
        ({"grade": 0, "both_bad": True}, Outcome.BOTH_BAD),
        ({"grade": None, "cant_judge": "other"}, Outcome.CANT_JUDGE),
    ],
)
def test_vote_carries_outcome_and_grade(changes: dict[str, Any], outcome: Outcome) -> None:
    (vote,) = votes_of([row(**changes)])
    assert (vote.outcome, vote.grade, vote.system_a, vote.system_b) == (outcome, changes["grade"], "C", "K")


@pytest.mark.parametrize(("swapped", "left"), [(False, "a"), (True, "b")])
def test_vote_says_which_arm_stood_left(swapped: bool, left: str) -> None:
    (vote,) = votes_of([row(shown_swapped=swapped)])
    assert (vote.shown_left, vote.outcome) == (left, Outcome.A)


def test_latest_revision_counts_in_whatever_order_rows_come() -> None:
    rows = [row(revision=2, grade=-2), row(revision=1), row(position=2, rater="R2")]
    assert [(kept["position"], kept["revision"]) for kept in latest(rows)] == [(1, 2), (2, 1)]
    assert [vote.grade for vote in votes_of(rows)] == [-2, 1]


def test_criterion_blank_gives_no_vote() -> None:
    rows = [row(criteria={"Clarity": -1}), row(position=2), row(position=3, criteria={"Clarity": 0})]
    assert [vote.outcome for vote in criterion_votes(rows, "Clarity")] == [Outcome.B, Outcome.TIE]


def test_vote_carries_the_lengths_of_both_texts_when_they_are_given() -> None:
    (vote,) = votes_of([row()], {("C", "t"): 120, ("K", "t"): 80, ("C", "other"): 1})
    (without,) = votes_of([row()])
    assert (vote.length_a, vote.length_b) == (120, 80)
    assert (without.length_a, without.length_b) == (None, None)
