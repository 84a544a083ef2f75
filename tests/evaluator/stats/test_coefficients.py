"""Agreement coefficients against published figures, the krippendorff library and laws."""

from collections.abc import Callable
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.inter_rater import cohens_kappa as oracle_cohen
from statsmodels.stats.inter_rater import fleiss_kappa as oracle_fleiss

from evaluator.stats.coefficients import (
    Level,
    _alpha_replicates,
    ac1,
    alpha,
    cohen_kappa,
    fleiss_category_kappas,
    fleiss_kappa,
    raw_agreement,
)
from evaluator.stats.tally import Floats, Ints

Case = Callable[[str], dict[str, Any]]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")
count_tables = arrays(np.int64, st.tuples(st.integers(1, 8), st.integers(2, 5)), elements=st.integers(0, 3))


def value_counts(example: dict[str, Any]) -> tuple[Ints, Floats]:
    data = np.array(example["input"]["reliability_data"], dtype=float)
    domain = np.unique(data[~np.isnan(data)])
    return (data.T[:, :, np.newaxis] == domain).sum(axis=1), domain


def defined(counts: Ints) -> bool:
    used = counts[counts.sum(axis=1) >= 2]
    return bool(len(used)) and int((used.sum(axis=0) > 0).sum()) >= 2


@pytest.mark.parametrize("name", ["binary", "nominal", "missing"])
def test_alpha_matches_krippendorff_2011(case: Case, name: str) -> None:
    example = case(f"krippendorff_2011_{name}")
    counts, domain = value_counts(example)

    for level, expected in example["expected"].items():
        assert alpha(counts, level=level, domain=domain).estimate == pytest.approx(expected, abs=example["tolerance"])


@settings(max_examples=40, deadline=None)
@given(count_tables, st.sampled_from(LEVELS))
def test_alpha_replicates_are_the_library_without_one_unit(counts: Ints, level: Level) -> None:
    used = counts[counts.sum(axis=1) >= 2]
    assume(len(used) >= 2)
    values = np.arange(1.0, counts.shape[1] + 1)

    found = _alpha_replicates(used, np.arange(len(used)), level, values)

    for i, value in enumerate(found):
        rest = np.delete(used, i, axis=0)
        if defined(rest):
            expected = krippendorff.alpha(value_counts=rest, value_domain=values, level_of_measurement=level)
            assert value == pytest.approx(expected, abs=1e-9)
        else:
            assert np.isnan(value)


def test_alpha_interval_leaves_out_whole_clusters() -> None:
    counts = np.array([[2, 0], [1, 1], [0, 2], [2, 0], [0, 2], [1, 1], [2, 0], [0, 2]])
    clusters = np.array([0, 0, 1, 1, 2, 2, 3, 3])
    replicates = _alpha_replicates(counts, clusters, "nominal", np.arange(2.0))

    expected = [
        krippendorff.alpha(value_counts=counts[clusters != i], level_of_measurement="nominal") for i in range(4)
    ]
    assert replicates == pytest.approx(np.array(expected))


@settings(max_examples=30, deadline=None)
@given(count_tables)
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
def test_alpha_of_degenerate_counts_says_why(counts: Ints, reason: str) -> None:
    found = alpha(counts, level="nominal")

    assert found.estimate is None
    assert found.note is not None
    assert reason in found.note


@pytest.mark.parametrize("counts", [np.array([[2, 0], [0, 2]]), np.array([[4, 0], [4, 0], [3, 1]])])
def test_alpha_prints_no_interval_that_hangs_on_one_table_or_none(counts: Ints) -> None:
    found = alpha(counts, level="nominal")

    assert found.estimate is not None
    assert (found.low, found.high) == (None, None)


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
        assert found == pytest.approx(example["expected"]["kappa"], abs=example["tolerance"])


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
        assert fleiss_kappa(counts) is None
    else:
        assert fleiss_kappa(counts) == pytest.approx(float(oracle_fleiss(counts)))


def test_fleiss_kappa_refuses_unequal_numbers_of_raters() -> None:
    with pytest.raises(ValueError, match="same number of raters"):
        fleiss_kappa(np.array([[2, 1], [1, 1]]))


def test_cohen_kappa_matches_the_published_example(case: Case) -> None:
    example = case("cohen_wikipedia")

    found = cohen_kappa(np.array(example["input"]["table"]))

    assert found == pytest.approx(example["expected"]["kappa"], abs=example["tolerance"])


@settings(max_examples=30, deadline=None)
@given(arrays(np.int64, (3, 3), elements=st.integers(0, 9)))
def test_cohen_kappa_matches_statsmodels(table: Ints) -> None:
    chance = (table.sum(axis=0) * table.sum(axis=1)).sum()
    if chance == table.sum() ** 2:
        assert cohen_kappa(table) is None
    else:
        assert cohen_kappa(table) == pytest.approx(float(oracle_cohen(table, return_results=False)))
