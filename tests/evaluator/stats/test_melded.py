"""The sign-compatible interval: published figures, agreement with the sign test, symmetry."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from evaluator.stats.intervals import Estimate
from evaluator.stats.melded import sign_compatible
from evaluator.stats.significance import mcnemar_exact

COUNTS = st.integers(0, 25)


def bounds(figure: Estimate) -> tuple[float, float]:
    assert figure.low is not None
    assert figure.high is not None
    return figure.low, figure.high


def test_sign_compatible_matches_the_published_example(case: Callable[[str], dict[str, Any]]) -> None:
    example = case("mcnemar_bentur")

    found = sign_compatible(**example["input"])

    assert found.estimate == pytest.approx(-6 / 21)
    expected = example["expected"]["sign_compatible_ci_b_minus_c"]
    assert bounds(found) == pytest.approx(expected, abs=example["tolerance"])


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS, COUNTS)
def test_sign_compatible_leaves_out_zero_exactly_when_the_sign_test_rejects(b: int, c: int, rest: int) -> None:
    low, high = bounds(sign_compatible(b, c, b + c + rest + 1))

    assert (low > 0 or high < 0) == (mcnemar_exact(b, c) < 0.05)


@settings(max_examples=40, deadline=None)
@given(COUNTS, COUNTS, COUNTS)
def test_sign_compatible_is_antisymmetric_and_holds_its_estimate(b: int, c: int, rest: int) -> None:
    n = b + c + rest + 1
    low, high = bounds(sign_compatible(b, c, n))

    assert -1 <= low <= (b - c) / n <= high <= 1
    assert bounds(sign_compatible(c, b, n)) == pytest.approx((-high, -low), abs=1e-7)


@pytest.mark.parametrize("truth", [(0.5, 0.5), (0.3, 0.6), (0.9, 0.8)])
@pytest.mark.parametrize("chance", [0.5, 0.25])
def test_sign_compatible_covers_at_every_size_of_the_truth(truth: tuple[float, float], chance: float) -> None:
    n, (share, wins) = 6, truth
    value = share * (wins - chance) / (1 - chance)
    covered = 0.0
    for m in range(n + 1):
        for b in range(m + 1):
            low, high = bounds(sign_compatible(b, m - b, n, chance=chance))
            covered += binom.pmf(m, n, share) * binom.pmf(b, m, wins) * (low <= value <= high)

    assert covered >= 0.95


def test_sign_compatible_at_another_chance_gives_zero_for_guessing() -> None:
    assert sign_compatible(2, 6, 10, chance=0.25).estimate == pytest.approx(0.0)
    assert bounds(sign_compatible(0, 10, 10, chance=0.25))[0] == pytest.approx(-1 / 3)


def test_sign_compatible_of_nothing_says_so() -> None:
    assert sign_compatible(0, 0, 0).note == "undefined, because there are no cases"
