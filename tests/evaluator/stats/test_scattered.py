"""The bound above for scattered deviating answers: by hand, where it stays away, and that it only ever widens."""

import numpy as np
import pytest
from hypothesis import given, settings

from evaluator.stats.alpha import alpha
from evaluator.stats.coefficients import fleiss_kappa
from evaluator.stats.intervals import Estimate
from evaluator.stats.scattered import SCATTERED, reach_above
from evaluator.stats.tally import Ints
from tests.evaluator.stats.counted import COUNT_TABLES

INTERVAL = Estimate(-0.1, -0.2, 0.05)


def test_none_of_twelve_differing_pairs_bounds_alpha_by_clopper_and_pearson() -> None:
    """Six of 20 tables hold one deviating answer of three: 1 - 1.1 × .025^(1/12) = 1 - 1.1 × .73535."""
    counts = np.array([[3, 0]] * 14 + [[2, 1]] * 6)

    found = reach_above(INTERVAL, counts, confidence=0.95)

    assert (found.estimate, found.low, found.note) == (-0.1, -0.2, SCATTERED)
    assert found.high == pytest.approx(0.191113, abs=1e-6)


def test_alpha_and_kappa_of_scattered_answers_reach_as_far_as_the_bound() -> None:
    counts = np.array([[3, 0]] * 17 + [[2, 1]] * 3)

    for found in (alpha(counts, level="nominal"), fleiss_kappa(counts)):
        assert found.estimate is not None
        assert found.note == SCATTERED
        assert found.high == pytest.approx(1 - (1 - found.estimate) * 0.025 ** (1 / 6))


def test_two_who_share_a_deviating_answer_leave_the_jackknife_alone() -> None:
    counts = np.array([[3, 0]] * 14 + [[2, 1]] * 5 + [[1, 2]])

    assert reach_above(INTERVAL, counts, confidence=0.95) is INTERVAL
    assert alpha(counts, level="nominal").note is None


def test_each_of_several_deviating_answers_may_stand_once_on_a_table() -> None:
    """A table with three answers holds three pairs that differ, one with two of three alike two."""
    counts = np.array([[3, 0, 0]] * 5 + [[1, 1, 1], [2, 0, 1]])

    assert reach_above(INTERVAL, counts, confidence=0.95).high == pytest.approx(1 - 1.1 * 0.025 ** (1 / 5))


def test_no_interval_stays_none() -> None:
    alone = Estimate(-0.1, note="no interval")

    assert reach_above(alone, np.array([[2, 1], [3, 0]]), confidence=0.95) is alone


@settings(deadline=None)
@given(COUNT_TABLES)
def test_the_bound_only_ever_widens(counts: Ints) -> None:
    found = reach_above(INTERVAL, counts[counts.sum(axis=1) >= 2], confidence=0.95)

    assert found.high is not None
    assert 0.05 <= found.high <= 1
