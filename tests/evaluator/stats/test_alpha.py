"""Krippendorff's α against published figures, the krippendorff library and laws."""

from collections.abc import Callable
from typing import Any

import evalica
import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evaluator.stats.alpha import Level, alpha, alpha_bootstrap
from evaluator.stats.intervals import jackknife_interval
from evaluator.stats.least import least_coefficient
from evaluator.stats.scattered import reach_above
from evaluator.stats.tally import Floats, Ints
from tests.evaluator.stats.counted import COUNT_TABLES, defined, value_counts

Case = Callable[[str], dict[str, Any]]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")


def library_value(counts: Ints, level: Level, domain: Floats) -> float:
    """The library's α; NaN where it is not defined."""
    if not defined(counts):
        return float("nan")
    return float(krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level))


@pytest.mark.parametrize("name", ["binary", "nominal", "missing"])
def test_alpha_matches_krippendorff_2011(case: Case, name: str) -> None:
    example = case(f"krippendorff_2011_{name}")
    counts, domain = value_counts(example)

    for level, expected in example["expected"].items():
        assert alpha(counts, level=level, domain=domain).estimate == pytest.approx(expected, abs=example["tolerance"])


@settings(max_examples=60, deadline=None)
@given(COUNT_TABLES, st.sampled_from(LEVELS), st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_alpha_and_its_interval_are_the_library_in_a_loop(counts: Ints, level: Level, tables: list[int]) -> None:
    assume(defined(counts))
    clusters = np.array(tables[: len(counts)])
    pairable = counts.sum(axis=1) >= 2
    domain = np.arange(counts.shape[1], dtype=float)

    found = alpha(counts, level=level, clusters=clusters)

    labels = np.unique(clusters[pairable])
    without = [library_value(counts[pairable & (clusters != label)], level, domain) for label in labels]
    used = counts[pairable]
    shares = used.sum(axis=0) / used.sum()
    low = least_coefficient(used, shares) if level == "nominal" else -1 / (used.sum(axis=1).mean() - 1)
    expected = jackknife_interval(library_value(counts, level, domain), np.array(without), confidence=0.95, low=low)
    if level == "nominal":
        expected = reach_above(expected, used, confidence=0.95)
    assert found.note == expected.note
    assert found.estimate == pytest.approx(expected.estimate, abs=1e-9)
    assert found.low == (None if expected.low is None else pytest.approx(expected.low, abs=1e-7))
    assert found.high == (None if expected.high is None else pytest.approx(expected.high, abs=1e-7))


@settings(max_examples=40, deadline=None)
@given(
    arrays(np.float64, (3, 6), elements=st.sampled_from([1.0, 2.0, 3.0, 5.0, float("nan")])), st.sampled_from(LEVELS)
)
def test_alpha_matches_evalica(ratings: Floats, level: Level) -> None:
    """One row per rater, NaN for a gap."""
    domain = np.array([1.0, 2.0, 3.0, 5.0])
    counts = (ratings.T[:, :, np.newaxis] == domain).sum(axis=1)
    assume(defined(counts))

    theirs = evalica.alpha(pd.DataFrame(ratings), distance=level)

    assert alpha(counts, level=level, domain=domain).estimate == pytest.approx(theirs.alpha, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(COUNT_TABLES)
def test_alpha_of_a_doubled_study_moves_only_by_its_small_sample_term(counts: Ints) -> None:
    assume(defined(counts))
    n = int(counts[counts.sum(axis=1) >= 2].sum())
    once = alpha(counts, level="nominal").estimate
    twice = alpha(np.vstack((counts, counts)), level="nominal").estimate
    assert once is not None

    assert twice == pytest.approx(1 - (1 - once) * (2 * n - 1) / (2 * (n - 1)))


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (np.zeros((0, 3), dtype=np.int64), "no table was judged by two raters"),
        (np.array([[1, 0], [0, 1]]), "no table was judged by two raters"),
        (np.array([[0, 4], [0, 3], [1, 0]]), "all answers that could be compared are the same"),
    ],
)
@pytest.mark.parametrize("estimator", [alpha, alpha_bootstrap])
def test_alpha_of_degenerate_counts_says_why(counts: Ints, reason: str, estimator: Callable[..., Any]) -> None:
    found = estimator(counts, level="nominal")

    assert found.estimate is None
    assert reason in found.note


@pytest.mark.parametrize("counts", [np.array([[2, 0], [0, 2]]), np.array([[4, 0], [4, 0], [3, 1]])])
def test_alpha_prints_no_interval_that_hangs_on_one_table_or_none(counts: Ints) -> None:
    found = alpha(counts, level="nominal")

    assert found.estimate is not None
    assert (found.low, found.high) == (None, None)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("per_table", [1, 3])
def test_bootstrap_has_the_quantiles_of_the_library_in_a_loop(level: Level, per_table: int) -> None:
    rng = np.random.default_rng(3)
    counts = rng.multinomial(4, [0.5, 0.2, 0.3], 60)
    clusters = np.arange(60) // per_table
    domain = np.arange(3.0)
    n = int(clusters.max()) + 1

    found = alpha_bootstrap(counts, level=level, clusters=clusters, resamples=4_000)

    rows = [np.flatnonzero(clusters == label) for label in range(n)]
    loop = [
        library_value(counts[np.concatenate([rows[i] for i in rng.integers(0, n, n)])], level, domain)
        for _ in range(2_000)
    ]
    assert found.estimate == pytest.approx(library_value(counts, level, domain))
    assert [found.low, found.high] == pytest.approx(np.quantile(loop, [0.025, 0.975]), abs=0.02)


def test_bootstrap_is_the_same_under_the_same_seed_and_order() -> None:
    counts = np.random.default_rng(0).multinomial(4, [0.4, 0.3, 0.3], 30)

    once = alpha_bootstrap(counts, level="nominal", seed=5)

    turned = alpha_bootstrap(counts[::-1], level="nominal", seed=5)
    assert [turned.low, turned.high] == pytest.approx([once.low, once.high])
    assert alpha_bootstrap(counts, level="nominal", seed=5) == once
    assert alpha_bootstrap(counts, level="nominal", seed=6) != once


@pytest.mark.parametrize(
    ("counts", "note"),
    [
        (np.array([[1, 3]]), "it needs two tables or more"),
        (np.array([[4, 0]] * 6 + [[3, 1]]), "too many resamples hold one answer only"),
        (np.array([[1, 1]] * 5), "nothing varies between tables"),
    ],
)
def test_bootstrap_without_variation_has_no_interval(counts: Ints, note: str) -> None:
    found = alpha_bootstrap(counts, level="nominal")

    assert found.estimate is not None
    assert (found.low, found.high, found.note) == (None, None, f"no interval: {note}")
