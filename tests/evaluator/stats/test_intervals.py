"""Intervals against published figures and an independent implementation."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_1samp
from statsmodels.stats.proportion import proportion_confint

from evaluator.stats.bounds import wilson_bounds
from evaluator.stats.intervals import (
    Estimate,
    clopper_pearson,
    jackknife_interval,
    jackknife_se,
    mean_bounds,
    mean_interval,
    share_interval,
    share_jackknife,
    t_quantile,
    tango,
    wilson,
    z_quantile,
)
from evaluator.stats.tally import Floats

Case = Callable[[str], dict[str, Any]]


def bounds(figure: Estimate) -> tuple[float, float]:
    assert figure.low is not None
    assert figure.high is not None
    return figure.low, figure.high


@pytest.mark.parametrize("name", ["wilson", "clopper_pearson"])
def test_share_intervals_match_newcombe(case: Case, name: str) -> None:
    example = case("newcombe_1998")
    interval = {"wilson": wilson, "clopper_pearson": clopper_pearson}[name]

    found = [bounds(interval(successes, n)) for successes, n in example["input"]["cases"]]

    assert np.array(found) == pytest.approx(np.array(example["expected"][name]), abs=example["tolerance"])


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 200), st.data(), st.sampled_from([0.8, 0.95, 0.99]))
def test_share_intervals_match_statsmodels(n: int, data: st.DataObject, confidence: float) -> None:
    successes = data.draw(st.integers(0, n))
    for interval, method in ((wilson, "wilson"), (clopper_pearson, "beta")):
        expected = proportion_confint(successes, n, 1 - confidence, method)
        assert bounds(interval(successes, n, confidence=confidence)) == pytest.approx(expected, abs=1e-9)


def test_tango_matches_the_published_example(case: Case) -> None:
    example = case("mcnemar_bentur")
    given_counts = example["input"]

    found = tango(given_counts["c"], given_counts["b"], given_counts["n"])

    assert bounds(found) == pytest.approx(example["expected"]["tango_ci_c_minus_b"], abs=example["tolerance"])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_tango_is_antisymmetric_and_holds_its_estimate(b: int, c: int, rest: int) -> None:
    n = b + c + rest + 1
    low, high = bounds(tango(b, c, n))

    assert -1 <= low <= (b - c) / n <= high <= 1
    assert bounds(tango(c, b, n)) == pytest.approx((-high, -low), abs=1e-9)


def test_jackknife_se_matches_the_law_school_data(case: Case) -> None:
    example = case("efron_law_school")
    scores = np.array([example["input"]["lsat"], example["input"]["gpa"]])
    replicates = np.array([np.corrcoef(np.delete(scores, i, axis=1))[0, 1] for i in range(scores.shape[1])])

    assert jackknife_se(replicates) == pytest.approx(example["expected"]["jackknife_se"], abs=example["tolerance"])


def leaving_one_out(values: Floats) -> Floats:
    return np.array([np.delete(values, i).mean() for i in range(len(values))])


def test_jackknife_of_a_mean_far_from_its_ends_is_the_t_interval() -> None:
    values = np.array([0.1, 0.5, 0.25, 1.0, 0.75])
    expected = ttest_1samp(values, 0.5).confidence_interval(0.9)

    found = jackknife_interval(float(values.mean()), leaving_one_out(values), confidence=0.9, low=-1e5, high=1e5)

    assert bounds(found) == pytest.approx((expected.low, expected.high), abs=1e-5)


def test_jackknife_interval_is_narrower_towards_the_nearer_end() -> None:
    replicates = np.array([0.78, 0.8, 0.82])

    low, high = bounds(jackknife_interval(0.8, replicates, confidence=0.95))

    assert -1 < low < 0.8 < high < 1
    assert high - 0.8 < 0.8 - low


def test_jackknife_of_a_figure_below_its_scale_falls_back_on_plain_t() -> None:
    replicates = np.array([-0.62, -0.6, -0.58])
    half = t_quantile(0.95, 2) * jackknife_se(replicates)

    assert bounds(jackknife_interval(-0.6, replicates, confidence=0.95, low=-0.5)) == pytest.approx(
        (-0.6 - half, -0.6 + half)
    )


def test_share_jackknife_of_single_cases_is_wilson_with_t() -> None:
    hits = np.array([1.0] * 7 + [0.0] * 13)
    # The variance of a mean divides by n - 1 where that of a share divides by n.
    expected = wilson_bounds(0.35, 19.0, t_quantile(0.95, 19))

    assert bounds(share_jackknife(0.35, leaving_one_out(hits), confidence=0.95)) == pytest.approx(expected)


def test_share_jackknife_on_a_scale_that_starts_higher_is_the_same_one_stretched() -> None:
    hits = np.array([1.0] * 7 + [0.0] * 13)
    low, high = bounds(share_jackknife(0.35, leaving_one_out(hits), confidence=0.95))

    found = share_jackknife(0.675, leaving_one_out((1 + hits) / 2), confidence=0.95, low=0.5)

    assert bounds(found) == pytest.approx(((1 + low) / 2, (1 + high) / 2))


def test_mean_interval_matches_scipy() -> None:
    values = np.array([0.1, 0.5, 0.25, 1.0, 0.75])
    expected = ttest_1samp(values, 0.5).confidence_interval(0.95)

    assert bounds(mean_interval(values, confidence=0.95)) == pytest.approx((expected.low, expected.high))


def test_mean_interval_near_an_end_is_wilson_with_effective_cases_and_t() -> None:
    values = np.array([1.0] * 15 + [0.5] * 4 + [0.0])
    mean, error = float(values.mean()), float(values.std(ddof=1)) / 20**0.5
    expected = wilson_bounds(mean, mean * (1 - mean) / error**2, t_quantile(0.95, 19))

    found = mean_interval(values, confidence=0.95)

    assert mean > 0.8
    assert bounds(found) == pytest.approx(expected)
    assert found.note == "close to an end of its scale: Wilson's interval over tables in place of the t interval"


def test_mean_bounds_of_arrays_cover_both_rules_and_no_error() -> None:
    low, high = mean_bounds([0.5, 0.9, 1.0], [0.1, 0.05, 0.0], 2.0)

    assert low == pytest.approx([0.3, wilson_bounds(0.9, 36.0, 2.0)[0], 1 / 5])
    assert high == pytest.approx([0.7, wilson_bounds(0.9, 36.0, 2.0)[1], 1.0])


def test_mean_interval_of_unanimous_tables_is_the_exact_binomial_bound() -> None:
    found = mean_interval(np.ones(62), confidence=0.95)

    assert bounds(found) == pytest.approx(bounds(clopper_pearson(62, 62)))
    assert found.note == "every table says the same: exact binomial bound in place of the usual interval"


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ([], "undefined, because there is nothing to average"),
        ([0.7], "no interval: it needs two tables or more"),
        ([0.5, 0.5, 0.5], "no interval: every table says the same, so nothing varies between tables"),
    ],
)
def test_mean_interval_without_spread_has_no_bounds(values: list[float], note: str) -> None:
    found = mean_interval(np.array(values), confidence=0.95)

    assert found == Estimate(values[0] if values else None, None, None, note)


def test_share_interval_over_clusters_is_wilson_with_effective_cases_and_t() -> None:
    """Shares 1, ½ and 0 of two cases each: variance 1/12, so that ¼ stands for three cases."""
    hits = np.array([True, True, True, False, False, False])
    clusters = np.array([0, 0, 1, 1, 2, 2])

    found = share_interval(hits, clusters, confidence=0.9)

    assert bounds(found) == pytest.approx(wilson_bounds(0.5, 3.0, t_quantile(0.9, 2)))


def test_share_interval_of_cases_alone_is_at_most_as_narrow_as_wilson() -> None:
    hits = np.array([True] * 7 + [False] * 13)
    alone = share_interval(hits, np.arange(20), confidence=0.95)

    # One case fewer, for the variance between clusters divides by their number less one.
    assert bounds(alone) == pytest.approx(wilson_bounds(0.35, 19.0, z_quantile(0.95)))


def test_share_interval_counts_no_more_cases_than_there_are() -> None:
    """Both tables say one of each, so that they hardly differ where chance alone would make them."""
    hits = np.array([True, False, True, False, True])

    found = share_interval(hits, np.array([0, 0, 1, 1, 2]), confidence=0.95)

    assert bounds(found) == pytest.approx(wilson_bounds(0.6, 5.0, t_quantile(0.95, 2)))


def test_share_interval_of_one_voice_is_exact_over_clusters() -> None:
    found = share_interval(np.ones(6, dtype=bool), np.array([0, 0, 1, 1, 2, 2]), confidence=0.95)

    assert bounds(found) == pytest.approx(bounds(clopper_pearson(3, 3)))


def test_share_interval_of_one_cluster_or_none_has_no_bounds() -> None:
    nothing = np.zeros(0, dtype=np.int64)

    assert share_interval(np.array([True]), np.array([0]), confidence=0.95).low is None
    assert share_interval(nothing.astype(bool), nothing, confidence=0.95).estimate is None
