"""The stopping rule over all pairs: what counts once somebody has looked, and the bare advice."""

import numpy as np
import pytest

from evaluator.stats.looks import PairSequence, advice, pair_sequences
from evaluator.stats.report import analyse
from evaluator.stats.sequential import confidence_sequence
from evaluator.stats.tally import tally
from tests.evaluator.stats.studies import votes_of

ROWS = {"r1": "WWLTWWLW", "r2": "WTLTWWWW"}
TABLES = [f"t{i:02}" for i in range(8)]


def test_sequence_of_one_pair_is_that_of_its_table_means_in_the_order_given() -> None:
    order = TABLES[::-1][:5]

    (found,) = pair_sequences(tally(votes_of(ROWS)), order)

    expected = confidence_sequence(np.array([1.0, 0.5, 1.0, 1.0, 0.5]))
    assert (found.system, found.opponent, found.n_tables) == ("x", "y", 5)
    assert (found.mean, found.low, found.high) == (expected.mean[-1], expected.low[-1], expected.high[-1])


def test_several_pairs_share_the_error() -> None:
    votes = [*votes_of(ROWS), *votes_of(ROWS, opponent="z")]

    found = pair_sequences(tally(votes), TABLES)

    (alone,) = pair_sequences(tally(votes_of(ROWS)), TABLES)
    (shared,) = pair_sequences(tally(votes_of(ROWS)), TABLES, confidence=0.975)
    assert [(pair.low, pair.high) for pair in found] == [(shared.low, shared.high)] * 2
    assert shared.low < alone.low


def test_tables_that_nobody_could_judge_and_others_than_asked_for_are_passed_over() -> None:
    study = tally(votes_of({"r1": "W?LT", "r2": "W?LT"}), identical=[("t09", "x", "y")])

    (found,) = pair_sequences(study, ["t00", "t01", "t09", "t77"])

    assert (found.n_tables, found.mean) == (2, 0.75)


@pytest.mark.parametrize(
    ("bounds", "margin", "expected"),
    [
        ([(0.55, 0.9)], None, "stop"),
        ([(0.1, 0.45)], None, "stop"),
        ([(0.45, 0.55)], None, "go on"),
        ([(0.45, 0.55)], 0.1, "stop"),
        ([(0.35, 0.55)], 0.1, "go on"),
        ([(0.55, 0.9), (0.4, 0.8)], 0.1, "go on"),
        ([(0.55, 0.9), (0.1, 0.4)], 0.1, "stop"),
        ([], None, "go on"),
    ],
)
def test_advice_is_to_stop_once_every_pair_is_answered(
    bounds: list[tuple[float, float]], margin: float | None, expected: str
) -> None:
    pairs = [PairSequence("x", f"y{i}", 9, (low + high) / 2, low, high) for i, (low, high) in enumerate(bounds)]

    assert advice(pairs, margin=margin) == expected


def test_once_looked_at_the_confidence_sequence_is_what_counts() -> None:
    votes = votes_of({"r1": "W" * 40, "r2": "W" * 40})
    order = [f"t{i:02}" for i in range(32)]

    plain = analyse(votes, margin=0.1, order=order)
    looked = analyse(votes, margin=0.1, order=order, looked=True)

    (sequence,) = looked.sequence
    ahead, behind = looked.pairs
    assert plain.sequence == looked.sequence
    assert plain.pairs[0].p is not None
    assert (ahead.psi.low, ahead.psi.high, ahead.p, ahead.p_holm) == (sequence.low, 1.0, None, None)
    assert behind.psi.high == pytest.approx(1 - sequence.low)
    assert ahead.net_benefit.low == pytest.approx(2 * sequence.low - 1)
    assert ahead.verdict is not None
    assert (ahead.verdict.superiority, ahead.verdict.equivalence) == ("shown", "refuted")
    assert (ahead.wins, ahead.n_tables) == (80, 40)
    assert any(warning.startswith("the stopping rule was asked") for warning in looked.warnings)
    assert not any(warning.startswith("the stopping rule was asked") for warning in plain.warnings)


def test_looking_before_any_table_is_complete_claims_nothing() -> None:
    (ahead, _) = analyse(votes_of(ROWS), margin=0.1, looked=True).pairs

    assert (ahead.psi.estimate, ahead.psi.low, ahead.p) == (None, None, None)
    assert ahead.psi.note == "undefined, because no table of this pair was complete in the order of the study"
    assert ahead.verdict is not None
    assert ahead.verdict.superiority == "inconclusive"
