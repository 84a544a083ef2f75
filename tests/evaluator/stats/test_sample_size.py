"""Closed-form sample sizes against published ones."""

from collections.abc import Callable
from typing import Any

import pytest

from evaluator.stats.sample_size import arm_size_equivalence, arm_size_non_inferiority, n_tables


def test_sample_sizes_match_the_published_examples(case: Callable[[str], dict[str, Any]]) -> None:
    example = case("chow_sample_size")

    assert arm_size_non_inferiority(**example["input"]["non_inferiority"]) == example["expected"]["non_inferiority"]
    assert arm_size_equivalence(**example["input"]["equivalence"]) == example["expected"]["equivalence"]


def test_n_tables_grows_with_the_square_of_the_spread() -> None:
    assert n_tables(0.3, distance=0.1, alpha=0.025, power=0.8) == 71
    assert n_tables(0.6, distance=0.1, alpha=0.025, power=0.8) == 283


def test_a_truth_beyond_the_margin_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond the margin"):
        arm_size_equivalence(0.5, 0.8, margin=0.2, alpha=0.05, power=0.8)
    with pytest.raises(ValueError, match="right side"):
        n_tables(0.3, distance=0.0, alpha=0.05, power=0.8)
