"""Length: a planted bias is found and taken out, and data that can't tell say so."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.stats.intervals import NOTHING_VARIES, Estimate
from evaluator.stats.length import length_bias
from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.tally import tally
from tests.evaluator.stats.planted import planted_votes
from tests.evaluator.stats.studies import studies, votes_of

THREE = (("x", "y"), ("x", "z"), ("y", "z"))


def test_length_bias_is_recovered_and_taken_out_of_psi() -> None:
    votes = planted_votes(1, n_tables=800, table_sd=0.0, length=2.5, longer=1.5, gap=0.3, pairs=THREE)

    found = length_bias(tally(votes), confidence=0.95)

    assert found.slope.estimate == pytest.approx(2.5, abs=0.25)
    assert found.longer_wins.low is not None
    assert found.longer_wins.low > 0.6
    # Log odds 0.3 with ties within 0.5 of 0.
    assert [pair.adjusted.estimate for pair in found.pairs] == pytest.approx([0.57] * 3, abs=0.025)
    assert all((pair.raw.estimate or 0) > 0.6 for pair in found.pairs)


def covers(figure: Estimate, truth: float) -> bool:
    return figure.low is not None and figure.high is not None and figure.low <= truth <= figure.high


def test_adjusted_psi_covers_where_raw_psi_does_not() -> None:
    studies = [tally(planted_votes(seed, length=2.5, longer=1.6)) for seed in range(100)]
    pairs = [length_bias(study, confidence=0.95).pairs[0] for study in studies]

    assert sum(covers(pair.raw, 0.5) for pair in pairs) < 50
    assert sum(covers(pair.adjusted, 0.5) for pair in pairs) >= 89


def test_length_adjustment_turns_over_with_the_names() -> None:
    votes = planted_votes(3, n_tables=20, length=1.0)
    turned = [replace(v, system_a="y", system_b="x", outcome=v.outcome, grade=v.grade, shown_left=None) for v in votes]
    before, after = (length_bias(tally(each), confidence=0.95) for each in (votes, turned))

    assert after.slope.estimate == pytest.approx(before.slope.estimate)
    assert after.pairs[0].adjusted.estimate == pytest.approx(1 - (before.pairs[0].adjusted.estimate or 0))
    assert after.pairs[0].adjusted.low == pytest.approx(1 - (before.pairs[0].adjusted.high or 0))


def test_length_has_no_interval_where_every_table_says_the_same() -> None:
    votes = [
        replace(vote, length_a=length, length_b=100)
        for number, (outcome, length) in enumerate((("W", 150), ("L", 120), ("W", 90), ("T", 70), ("L", 160)))
        for vote in votes_of({f"r{number}": outcome * 7})
    ]

    found = length_bias(tally(votes), confidence=0.95)

    for figure in (found.slope, found.pairs[0].adjusted):
        assert figure.estimate is not None
        assert (figure.low, figure.high, figure.note) == (None, None, NOTHING_VARIES)


def test_slope_of_two_tables_has_no_interval() -> None:
    votes = [
        replace(vote, length_a=100 * (1 + place % 2), length_b=100)
        for place, vote in enumerate(votes_of({"r1": "WL", "r2": "LW", "r3": "WL"}))
    ]

    found = length_bias(tally(votes), confidence=0.95).slope

    assert found.estimate is not None
    assert (found.low, found.note) == (None, "no interval: it needs three tables or more")


def lengths(letters: str, first: list[int], second: list[int]) -> list[Vote]:
    return [
        replace(vote, length_a=a, length_b=b)
        for vote, a, b in zip(votes_of({"r1": letters}), first, second, strict=True)
    ]


@pytest.mark.parametrize(
    ("votes", "reason"),
    [
        (votes_of({"r1": "WLWL"}), "no vote has the lengths of both texts"),
        (lengths("WLWL", [10] * 4, [20] * 4), "the difference in length never varies within a pair"),
        (lengths("WWTW", [10, 20, 30, 40], [20] * 4), "a model needs wins and losses both"),
        (
            lengths("WLWL", [30, 10, 40, 10], [20] * 4),
            "length alone tells wins from losses, so its effect has no bound",
        ),
    ],
)
def test_length_adjustment_that_data_can_not_give_says_why(votes: list[Vote], reason: str) -> None:
    found = length_bias(tally(votes), confidence=0.95)

    assert found.slope.note == f"undefined, because {reason}"
    assert found.pairs[0].adjusted.note == f"undefined, because {reason}"
    assert found.pairs[0].raw.estimate is not None


def test_length_that_tells_wins_from_losses_over_several_pairs_has_no_bound() -> None:
    rows = (("x", "y", "WLWL"), ("x", "z", "LWLW"), ("y", "z", "WWLL"))
    votes = [
        replace(vote, length_a=20 + (letter == "W"), length_b=21 - (letter == "W"))
        for a, b, letters in rows
        for vote, letter in zip(votes_of({"r1": letters}, system=a, opponent=b), letters, strict=True)
    ]

    found = length_bias(tally(votes), confidence=0.95)

    assert found.slope.note == "undefined, because length alone tells wins from losses, so its effect has no bound"


@settings(max_examples=60, deadline=None)
@given(studies(), st.integers(0, 2**32 - 1), st.sampled_from([(0, 3), (10, 12), (100, 900)]))
def test_length_of_any_small_study_gives_a_figure_or_a_reason(
    votes: list[Vote], seed: int, span: tuple[int, int]
) -> None:
    rng = random.Random(seed)
    texts = {(vote.table, system): rng.randint(*span) for vote in votes for system in (vote.system_a, vote.system_b)}
    sized = [replace(v, length_a=texts[v.table, v.system_a], length_b=texts[v.table, v.system_b]) for v in votes]

    for pair in length_bias(tally(sized), confidence=0.95).pairs:
        assert (pair.adjusted.low is not None) or pair.adjusted.note


def test_longer_wins_counts_decided_votes_on_different_lengths() -> None:
    votes = lengths("WWLTW", [30, 10, 10, 50, 20], [20, 20, 20, 20, 20])

    found = length_bias(tally(votes), confidence=0.95)

    assert found.longer_wins.estimate == pytest.approx(2 / 3)
    assert found.pairs[0].n == 5


def test_a_system_that_is_always_longer_is_marked_as_extrapolation() -> None:
    votes = lengths("WLWLTW", [30, 41, 35, 60, 25, 22], [20] * 6)

    note = length_bias(tally(votes), confidence=0.95).pairs[0].adjusted.note

    assert note == "one system's text is always the longer one: this is an extrapolation"


def test_a_vote_with_a_negative_length_is_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        Vote("t", "r", "x", "y", Outcome.A, length_a=-1)
