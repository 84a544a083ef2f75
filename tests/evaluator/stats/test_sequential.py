"""Confidence sequences: they hold over a whole study, shrink, and say stop only with an answer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.stats.sequential import confidence_sequence, look

QUARTERS = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=30)


def stream(rng: np.random.Generator, psi: float, n: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Table means of four votes, tables apart by ±0.3."""
    return np.asarray(rng.binomial(4, np.clip(psi + rng.choice([-0.3, 0.3], n), 0, 1)) / 4, dtype=np.float64)


def test_sequence_misses_the_truth_at_any_look_no_more_often_than_it_may() -> None:
    rng = np.random.default_rng(0)
    missed = 0
    for _ in range(300):
        found = confidence_sequence(stream(rng, 0.5, 62))
        missed += max(found.low) > 0.5 or min(found.high) < 0.5

    assert missed / 300 <= 0.05


def test_sequence_finds_a_clear_winner_before_the_end() -> None:
    rng = np.random.default_rng(1)

    stops = [look(stream(rng, 0.68, 62)).advice for _ in range(50)]

    assert stops.count("stop") >= 35


@settings(max_examples=40, deadline=None)
@given(QUARTERS)
def test_bounds_only_tighten_and_turn_over_with_the_systems(values: list[float]) -> None:
    means = np.array(values)
    found, turned = confidence_sequence(means), confidence_sequence(1 - means)

    assert list(found.low) == sorted(found.low)
    assert list(found.high) == sorted(found.high, reverse=True)
    assert turned.low == pytest.approx([1 - high for high in found.high])
    assert found.mean == pytest.approx(np.cumsum(means) / np.arange(1, len(means) + 1))


@settings(max_examples=30, deadline=None)
@given(QUARTERS)
def test_a_look_is_the_last_of_its_sequence(values: list[float]) -> None:
    found, sequence = look(np.array(values)), confidence_sequence(np.array(values))

    assert (found.n_tables, found.low, found.high) == (len(values), sequence.low[-1], sequence.high[-1])
    assert found.advice == ("stop" if found.low > 0.5 or found.high < 0.5 else "go on")


def test_a_look_with_a_margin_also_stops_at_equivalence() -> None:
    means = np.full(400, 0.5)

    assert look(means).advice == "go on"
    assert look(means, margin=0.1).advice == "stop"


def test_a_look_at_nothing_goes_on() -> None:
    assert look(np.array([])).advice == "go on"


@pytest.mark.parametrize("values", [[1.2], [float("nan")], [-0.1]])
def test_means_outside_their_scale_are_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        confidence_sequence(np.array(values))


def test_a_margin_outside_its_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="margin"):
        look(np.array([0.5]), margin=0.7)
