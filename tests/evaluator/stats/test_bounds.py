"""Bounds between two ends: published and limiting cases, and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from evaluator.stats.bounds import effective_df, logit_bounds, wilson_bounds

shares = st.floats(0.01, 0.99)


def test_wilson_bounds_match_statsmodels() -> None:
    expected = proportion_confint(7, 20, 0.05, "wilson")

    assert wilson_bounds(0.35, 20.0, 1.959964) == pytest.approx(expected, abs=1e-7)


@given(shares, st.floats(0.5, 1e4), st.floats(0.5, 20))
def test_wilson_bounds_hold_the_share_within_the_scale_and_mirror(share: float, n: float, quantile: float) -> None:
    low, high = wilson_bounds(share, n, quantile)
    mirrored = wilson_bounds(1 - share, n, quantile)

    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1 + 1e-12
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_wilson_bounds_of_arrays_are_those_of_their_numbers() -> None:
    share, n, quantile = np.array([0.2, 0.7]), np.array([10.0, 35.5]), np.array([2.0, 2.2])
    low, high = wilson_bounds(share, n, quantile)

    each = [wilson_bounds(*case) for case in zip(share.tolist(), n.tolist(), quantile.tolist(), strict=True)]
    assert np.column_stack((low, high)) == pytest.approx(np.array(each))


def test_logit_bounds_from_minus_one_are_fishers_z() -> None:
    z, error = np.arctanh(0.4), 0.1 / (1 - 0.4**2)

    assert logit_bounds(0.4, 0.1, 2.0, -1.0, 1.0) == pytest.approx(np.tanh([z - 2 * error, z + 2 * error]))


@given(shares, st.floats(1e-6, 1e6))
def test_logit_bounds_stay_within_the_ends_however_large_the_error(value: float, error: float) -> None:
    low, high = logit_bounds(value, error, 2.0, 0.0, 1.0)

    assert 0 <= low <= value + 1e-12
    assert value - 1e-12 <= high <= 1


def test_logit_bounds_far_from_the_ends_are_symmetric() -> None:
    assert logit_bounds(0.3, 0.1, 2.0, -1e4, 1e4) == pytest.approx((0.1, 0.5), abs=1e-5)


def test_effective_df_of_even_deviations_is_one_less_than_their_number() -> None:
    assert effective_df(np.array([1.0, -1.0, 1.0, -1.0])) == 3.0


def test_effective_df_without_spread_is_one_less_than_their_number() -> None:
    assert effective_df(np.zeros(5)) == 4.0


def test_effective_df_of_one_large_deviation_is_that_of_a_few_tables() -> None:
    """62 tables of which one makes the spread: kurtosis 60.0, so 2 · 62 / 59.0 = 2.1."""
    deviations = np.zeros(62)
    deviations[0] = 1.0
    deviations -= deviations.mean()

    assert effective_df(deviations) == pytest.approx(2 * 62 / (60.02 - 1), abs=0.01)


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=30), st.floats(0.1, 100))
def test_effective_df_ignores_the_unit_and_keeps_its_range(values: list[float], unit: float) -> None:
    deviations = np.array(values) - np.mean(values)
    if np.abs(deviations).max() > 1e-6:
        df = effective_df(deviations)
        assert 1 <= df <= len(values) - 1
        assert effective_df(unit * deviations) == pytest.approx(df)
