"""Bounds and tests for systems that never lost or never won."""

import numpy as np
import pytest

from evaluator.stats.bradley_terry import fit_bradley_terry
from evaluator.stats.intervals import clopper_pearson
from evaluator.stats.pair_counts import Comparisons
from evaluator.stats.tally import Floats
from evaluator.stats.unbounded import Decided, one_sided_bounds, without_difference

Vote = tuple[int, int, int, int]


def bounds(votes: list[Vote], n_systems: int) -> tuple[Floats, Floats, Floats]:
    """Lowest and highest log worths, and the pairs' p, from rows of first, second, outcome, table."""
    first, second, outcome, table = np.array(votes).T
    data = Comparisons.of(n_systems, first, second, outcome, table=table)
    fit = fit_bradley_terry(data)
    decided = Decided.of(data)
    low, high = one_sided_bounds(decided, fit.structure, fit.log_worth, confidence=0.95)
    return low, high, without_difference(decided, fit.structure).p


def log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def test_bound_of_a_system_that_wins_every_table_is_clopper_and_pearsons() -> None:
    lowest = clopper_pearson(12, 12).low
    assert lowest is not None

    low, high, _ = bounds([(0, 1, 0, table) for table in range(12)], 2)

    assert low == pytest.approx([log_odds(lowest) / 2, -np.inf])
    assert high == pytest.approx([np.inf, -log_odds(lowest) / 2])


def test_bound_takes_the_votes_of_one_table_as_one() -> None:
    once = bounds([(0, 1, 0, table) for table in range(12)], 2)
    thrice = bounds([(0, 1, 0, table) for table in range(12)] * 3, 2)

    assert thrice[0] == pytest.approx(once[0])
    assert thrice[2] == pytest.approx(once[2])


def test_bound_stands_on_the_scale_of_the_systems_with_finite_worths() -> None:
    """Systems 0 and 1 are even, at 0 each, so the bound of the third is that of twelve wins out of twelve."""
    even = [(0, 1, way, table) for way in (0, 2) for table in range(6)]
    best = [(2, table % 2, 0, table) for table in range(12)]
    lowest = clopper_pearson(12, 12).low
    assert lowest is not None

    low, high, _ = bounds([*even, *best], 3)

    assert low[2] == pytest.approx(log_odds(lowest))
    assert high[2] == np.inf


def test_a_group_that_never_loses_shares_one_bound() -> None:
    """Systems 0 and 1 always beat 2 and 3; within each pair worths differ by log 3."""
    inside = [(i, i + 1, way, table) for i in (0, 2) for table, way in enumerate((0, 0, 0, 2))]
    across = [(0, 3, 0, table) for table in range(9)]

    low, high, _ = bounds([*inside, *across], 4)
    found = low if np.isfinite(low).any() else -high

    finite = found[np.isfinite(found)]
    assert len(finite) == 2
    assert abs(finite[0] - finite[1]) == pytest.approx(np.log(3))


def test_a_system_that_wins_and_loses_everything_has_no_bound() -> None:
    low, high, _ = bounds([(0, 1, 0, 1), (1, 2, 0, 1), (0, 1, 0, 2), (1, 2, 0, 2)], 3)

    assert (low[1], high[1]) == (-np.inf, np.inf)
    assert np.isfinite([low[0], high[2]]).all()


def test_sign_test_halves_with_each_table_won() -> None:
    p = bounds([(0, 1, 0, table) for table in range(5)], 2)[2]

    assert p[0, 1] == pytest.approx(1 / 32)
    assert p[1, 0] == 1.0
