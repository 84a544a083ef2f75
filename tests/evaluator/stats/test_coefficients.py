"""Agreement coefficients against published figures, the krippendorff library and laws."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import fleiss_kappa as oracle_fleiss

from evaluator.stats.coefficients import ac1, fleiss_category_kappas, fleiss_kappa, raw_agreement
from evaluator.stats.cohen import cohen_kappa
from evaluator.stats.intervals import Estimate, jackknife_interval, share_jackknife
from evaluator.stats.least import least_coefficient
from evaluator.stats.tally import Ints
from tests.evaluator.stats.counted import COUNT_TABLES

Case = Callable[[str], dict[str, Any]]


def test_ac1_matches_the_hand_calculation() -> None:
    """Two raters, cells 118, 5, 2, 0: κ is -.02 although 94 % agree, and AC1 is .94."""
    counts = np.repeat([[2, 0], [1, 1], [0, 2]], [118, 7, 0], axis=0)
    share = (118 * 2 + 7) / 250
    chance = 2 * share * (1 - share)

    assert ac1(counts).estimate == pytest.approx((118 / 125 - chance) / (1 - chance))
    assert ac1(counts).estimate == pytest.approx(0.94, abs=0.005)
    assert cohen_kappa(np.array([[118, 5], [2, 0]])) == pytest.approx(-0.02, abs=0.005)


def test_ac1_counts_single_ratings_only_in_the_chance_term() -> None:
    shared = np.array([[2, 0], [0, 2], [1, 1]])
    lonely = np.vstack((shared, [[1, 0]]))
    share = (2 / 2 + 0 + 1 / 2 + 1) / 4
    chance = 2 * share * (1 - share)

    assert ac1(lonely).estimate == pytest.approx((2 / 3 - chance) / (1 - chance))


def test_raw_agreement_averages_over_units() -> None:
    counts = np.array([[4, 0, 0], [2, 2, 0], [2, 1, 1], [1, 0, 0]])

    assert raw_agreement(counts).estimate == pytest.approx((1 + 2 / 6 + 1 / 6) / 3)


def test_fleiss_kappa_matches_the_published_examples(case: Case) -> None:
    for name in ("fleiss_1971", "fleiss_wikipedia"):
        example = case(name)
        found = fleiss_kappa(np.array(example["input"]["counts"]))
        assert found.estimate == pytest.approx(example["expected"]["kappa"], abs=example["tolerance"])


def test_raw_agreement_matches_the_p_bar_of_the_fleiss_example(case: Case) -> None:
    example = case("fleiss_wikipedia")
    found = raw_agreement(np.array(example["input"]["counts"])).estimate

    assert found == pytest.approx(example["expected"]["p_bar"], abs=example["tolerance"])


def test_fleiss_category_kappas_match_fleiss_1971(case: Case) -> None:
    example = case("fleiss_1971")

    found = fleiss_category_kappas(np.array(example["input"]["counts"]))

    assert found == pytest.approx(example["expected"]["category_kappa"], abs=example["category_tolerance"])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=1, max_size=8))
def test_fleiss_kappa_matches_statsmodels(ratings: list[list[int]]) -> None:
    counts = np.array([[row.count(value) for value in range(3)] for row in ratings])
    if (counts.sum(axis=0) > 0).sum() == 1:
        assert fleiss_kappa(counts).estimate is None
    else:
        assert fleiss_kappa(counts).estimate == pytest.approx(float(oracle_fleiss(counts)))


def test_fleiss_kappa_with_gaps_takes_chance_from_all_units() -> None:
    """Gwet 2014: agreement over units with two raters, chance from the mean share of each value over all units."""
    counts = np.array([[2, 0], [0, 2], [1, 1], [0, 3], [1, 0]])
    share = (1 + 0 + 1 / 2 + 0 + 1) / 5
    chance = share**2 + (1 - share) ** 2

    assert fleiss_kappa(counts).estimate == pytest.approx((3 / 4 - chance) / (1 - chance))


@settings(max_examples=40, deadline=None)
@given(COUNT_TABLES, st.sampled_from([ac1, fleiss_kappa]), st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_chance_corrected_intervals_leave_out_one_table_at_a_time(
    counts: Ints, estimator: Callable[..., Estimate], tables: list[int]
) -> None:
    clusters = np.array(tables[: len(counts)])
    whole = estimator(counts, clusters=clusters)
    assume(whole.estimate is not None)
    assert whole.estimate is not None
    shared = [label for label in np.unique(clusters) if (counts[clusters == label].sum(axis=1) >= 2).any()]

    without = [estimator(counts[clusters != label]).estimate for label in shared]

    replicates = np.array([np.nan if value is None else value for value in without])
    used = counts[counts.sum(axis=1) >= 2]
    low, bias = -1 / (used.sum(axis=1).mean() - 1), 0.0
    if estimator is fleiss_kappa:
        shares = used.sum(axis=0) / used.sum()
        low = least_coefficient(used, shares) if shares.max() < 1 else -1.0
        bias = -(1 - whole.estimate) / int(used.sum())
    expected = jackknife_interval(whole.estimate, replicates, confidence=0.95, low=low, bias=bias)
    assert whole.note == expected.note
    assert whole.low == (None if expected.low is None else pytest.approx(expected.low, abs=1e-7))
    assert whole.high == (None if expected.high is None else pytest.approx(expected.high, abs=1e-7))


def test_raw_agreement_of_units_is_the_share_jackknife_above_the_least_agreement() -> None:
    """Three raters on two values agree on one pair of three at least."""
    counts = np.repeat([[3, 0], [2, 1]], [12, 8], axis=0)
    shares = np.repeat([1.0, 1 / 3], [12, 8])
    replicates = (shares.sum() - shares) / 19

    expected = share_jackknife(float(shares.mean()), replicates, confidence=0.95, low=1 / 3)

    found = raw_agreement(counts)

    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_raw_agreement_of_agreed_units_is_the_exact_bound() -> None:
    found = raw_agreement(np.array([[3, 0], [0, 3], [3, 0]]))

    assert (found.estimate, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.025 ** (1 / 3))


def test_fleiss_category_kappas_refuse_unequal_numbers_of_raters() -> None:
    with pytest.raises(ValueError, match="same number of raters"):
        fleiss_category_kappas(np.array([[2, 1], [1, 1]]))
