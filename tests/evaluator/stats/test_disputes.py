"""Votes of each table under each pair, and how far they part."""

import pytest

from evaluator.stats.disputes import Dispute, disputes
from evaluator.stats.outcomes import Outcome, Vote


def vote(rater: str, outcome: str, *, pair: str = "AB", repeat: int = 0) -> Vote:
    return Vote("t", rater, pair[0], pair[1], Outcome(outcome), repeat=repeat)


def test_disputes_count_votes_by_the_sorted_pair() -> None:
    votes = [vote("R1", "a"), vote("R2", "a", pair="BA"), vote("R3", "tie"), vote("R4", "cant_judge")]
    assert disputes(votes) == (Dispute("t", "A", "B", 1, 1, 1, 0, 1, 1.0),)


def test_disputes_leave_hidden_repeats_out() -> None:
    (dispute,) = disputes([vote("R1", "a"), vote("R1", "b", repeat=1)])
    assert (dispute.wins, dispute.losses, dispute.disagreement) == (1, 0, None)


@pytest.mark.parametrize(
    ("outcomes", "share"),
    [("a a a a", 0.0), ("tie both_bad", 0.0), ("a b", 1.0), ("a a b b", 4 / 6), ("a", None), ("cant_judge a", None)],
)
def test_disagreement_is_the_share_of_rater_pairs_who_differ(outcomes: str, share: float | None) -> None:
    (dispute,) = disputes([vote(f"R{n}", outcome) for n, outcome in enumerate(outcomes.split())])
    assert dispute.disagreement == (None if share is None else pytest.approx(share))
