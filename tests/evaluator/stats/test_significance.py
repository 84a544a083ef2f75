"""Tests and verdicts against published figures and brute force."""

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from evaluator.stats.intervals import Estimate
from evaluator.stats.significance import Verdict, holm, mcnemar_exact, mcnemar_mid_p, sign_flip, verdict

Case = Callable[[str], dict[str, Any]]
fractions = st.lists(st.tuples(st.integers(-6, 6), st.sampled_from([1, 2, 3, 7, 10])), min_size=1, max_size=9)


def brute_force(parts: list[tuple[int, int]]) -> float:
    values = [Fraction(top, bottom) for top, bottom in parts]
    signs = list(itertools.product((1, -1), repeat=len(values)))
    sums = [abs(sum((s * v for s, v in zip(row, values, strict=True)), Fraction(0))) for row in signs]
    return sum(total >= abs(sum(values, Fraction(0))) for total in sums) / len(sums)


def test_sign_flip_matches_fisher(case: Case) -> None:
    example = case("fisher_1935_maize")

    found = sign_flip(np.array(example["input"]["differences"]))

    assert found.method == "exact"
    assert found.p == pytest.approx(example["expected"]["p_two_sided"], abs=example["tolerance"])


@settings(max_examples=40, deadline=None)
@given(fractions)
def test_sign_flip_counts_what_brute_force_counts(parts: list[tuple[int, int]]) -> None:
    tops, bottoms = np.array(parts).T

    assert sign_flip(tops, bottoms).p == pytest.approx(brute_force(parts), abs=1e-12)


def test_sign_flip_enumerates_when_the_lattice_is_too_fine() -> None:
    tops = np.array([1_000_000_007, -999_999_937, 3, 700_000_001])

    found = sign_flip(tops)

    assert (found.p, found.method) == (brute_force([(int(top), 1) for top in tops]), "exact")


def test_sign_flip_draws_are_seeded_and_near_the_exact_p() -> None:
    coarse = np.array([5, -3, 4, 4, -1, 2, 6, -2] * 4)
    fine = coarse * 10_000_019 + np.arange(32)

    drawn = sign_flip(fine, seed=5)

    assert drawn.method == "monte_carlo"
    assert drawn == sign_flip(fine, seed=5)
    assert len({sign_flip(fine, seed=seed).p for seed in (5, 6, -1)}) == 3
    # Three standard errors of 99,999 draws at most.
    assert drawn.p == pytest.approx(sign_flip(coarse).p, abs=0.005)


def test_sign_flip_of_ties_only_is_1() -> None:
    assert sign_flip(np.zeros(9, dtype=np.int64)).p == 1.0


def test_sign_flip_of_unanimous_tables_is_the_sign_test_and_never_0() -> None:
    assert sign_flip(np.ones(10, dtype=np.int64)).p == pytest.approx(2 / 2**10)
    assert sign_flip(np.ones(3000, dtype=np.int64)).p > 0


def test_holm_matches_the_published_example(case: Case) -> None:
    example = case("holm_wikipedia")

    assert holm(example["input"]["p"]) == pytest.approx(example["expected"]["adjusted"], abs=example["tolerance"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_matches_statsmodels(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])


def test_holm_of_nothing_is_nothing() -> None:
    assert holm([]) == ()


def test_mcnemar_matches_the_published_example(case: Case) -> None:
    example = case("mcnemar_bentur")
    b, c = example["input"]["b"], example["input"]["c"]

    assert mcnemar_exact(b, c) == pytest.approx(example["expected"]["exact"], abs=example["tolerance"])
    assert mcnemar_mid_p(b, c) == pytest.approx(example["expected"]["midp"], abs=example["tolerance"])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemar_matches_statsmodels(b: int, c: int) -> None:
    expected = mcnemar([[3, b], [c, 3]], exact=True).pvalue if b + c else 1.0

    assert mcnemar_exact(b, c) == pytest.approx(expected)
    assert mcnemar_mid_p(b, c) <= mcnemar_exact(b, c)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.55, 0.58, Verdict("shown", "shown", "shown")),
        (0.55, 0.75, Verdict("shown", "shown", "inconclusive")),
        (0.65, 0.75, Verdict("shown", "shown", "refuted")),
        (0.42, 0.58, Verdict("inconclusive", "shown", "shown")),
        (0.30, 0.58, Verdict("inconclusive", "inconclusive", "inconclusive")),
        (0.41, 0.48, Verdict("refuted", "shown", "shown")),
        (0.20, 0.35, Verdict("refuted", "refuted", "refuted")),
        (None, None, Verdict("inconclusive", "inconclusive", "inconclusive")),
    ],
)
def test_verdict_reads_the_interval_at_the_margin(low: float | None, high: float | None, expected: Verdict) -> None:
    assert verdict(Estimate(0.5, low, high), 0.1) == expected


@pytest.mark.parametrize("margin", [0.0, 0.5, -0.1, float("nan")])
def test_verdict_refuses_a_margin_off_the_scale(margin: float) -> None:
    with pytest.raises(ValueError, match=r"not between 0 and 0\.5"):
        verdict(Estimate(0.5, 0.4, 0.6), margin)
