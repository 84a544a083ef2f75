"""A vote: canonical by system, and free of contradictions."""

import pytest
from hypothesis import given, settings

from evaluator.stats.outcomes import Outcome, Vote
from tests.evaluator.stats.studies import studies


def test_canonical_flips_everything_that_names_a_system() -> None:
    vote = Vote("t", "r", "z", "a", Outcome.A, grade=2, shown_left="a", repeat=1, active_ms=9)

    assert vote.canonical() == Vote("t", "r", "a", "z", Outcome.B, grade=-2, shown_left="b", repeat=1, active_ms=9)


@settings(max_examples=20, deadline=None)
@given(studies(graded=True))
def test_canonical_changes_nothing_the_second_time(votes: list[Vote]) -> None:
    assert [vote.canonical().canonical() for vote in votes] == [vote.canonical() for vote in votes]


@pytest.mark.parametrize(
    ("outcome", "grade", "message"),
    [
        (Outcome.A, -1, "grade -1 contradicts outcome 'a'"),
        (Outcome.B, 0, "grade 0 contradicts outcome 'b'"),
        (Outcome.TIE, 1, "grade 1 contradicts outcome 'tie'"),
        (Outcome.BOTH_BAD, 2, "grade 2 contradicts outcome 'both_bad'"),
        (Outcome.CANT_JUDGE, 0, "leave the grade empty"),
        (Outcome.A, 3, "outside -2 to 2"),
    ],
)
def test_vote_refuses_a_grade_that_contradicts_the_outcome(outcome: Outcome, grade: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Vote("t", "r", "x", "y", outcome, grade=grade)


def test_vote_refuses_a_system_against_itself() -> None:
    with pytest.raises(ValueError, match="both 'x'"):
        Vote("t", "r", "x", "x", Outcome.A)
