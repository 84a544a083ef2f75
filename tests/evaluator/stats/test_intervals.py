"""Intervals against published figures and an independent implementation."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_1samp
from statsmodels.stats.proportion import proportion_confint

from evaluator.stats.intervals import (
    Estimate,
    clopper_pearson,
    jackknife_interval,
    jackknife_se,
    mean_interval,
    share_interval,
    tango,
    wilson,
)

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


def test_jackknife_of_a_mean_is_the_t_interval() -> None:
    values = np.array([0.1, 0.5, 0.25, 1.0, 0.75])
    replicates = np.array([np.delete(values, i).mean() for i in range(5)])

    found = jackknife_interval(float(values.mean()), replicates, confidence=0.9)

    assert bounds(found) == pytest.approx(bounds(mean_interval(values, confidence=0.9)))


def test_mean_interval_matches_scipy() -> None:
    values = np.array([0.1, 0.5, 0.25, 1.0, 0.75])
    expected = ttest_1samp(values, 0.5).confidence_interval(0.95)

    assert bounds(mean_interval(values, confidence=0.95)) == pytest.approx((expected.low, expected.high))


def test_mean_interval_of_unanimous_tables_is_the_exact_binomial_bound() -> None:
    found = mean_interval(np.ones(62), confidence=0.95)

    assert bounds(found) == pytest.approx(bounds(clopper_pearson(62, 62)))
    assert found.note == "every table says the same: exact binomial bound in place of the t interval"


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


def test_share_interval_is_the_mean_of_equal_clusters() -> None:
    hits = np.array([True, False, True, True, False, False])
    clusters = np.array([0, 0, 1, 1, 2, 2])

    found = share_interval(hits, clusters, confidence=0.9)

    assert bounds(found) == pytest.approx(bounds(mean_interval(np.array([0.5, 1.0, 0.0]), confidence=0.9)))


def test_share_interval_of_one_voice_is_exact_over_clusters() -> None:
    found = share_interval(np.ones(6, dtype=bool), np.array([0, 0, 1, 1, 2, 2]), confidence=0.95)

    assert bounds(found) == pytest.approx(bounds(clopper_pearson(3, 3)))


def test_share_interval_of_one_cluster_or_none_has_no_bounds() -> None:
    nothing = np.zeros(0, dtype=np.int64)

    assert share_interval(np.array([True]), np.array([0]), confidence=0.95).low is None
    assert share_interval(nothing.astype(bool), nothing, confidence=0.95).estimate is None
