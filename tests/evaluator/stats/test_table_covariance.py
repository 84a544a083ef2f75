"""The middle of the sandwich, kept dense or sparse."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from evaluator.stats.bradley_terry import fit_bradley_terry
from evaluator.stats.pair_counts import Comparisons
from tests.evaluator.stats.comparisons import random_comparisons


@settings(max_examples=10, deadline=None)
@given(random_comparisons())
def test_numbers_of_tables_do_not_matter(data: Comparisons) -> None:
    """Numbers in the millions leave so many rows empty that the sparse way is taken."""
    assert data.table is not None
    dense = fit_bradley_terry(data)

    sparse = fit_bradley_terry(replace(data, table=data.table * 1_000_000))

    assert sparse.covariance == pytest.approx(dense.covariance)
    assert sparse.n_tables == dense.n_tables
    assert sparse.order is not None
    assert dense.order is not None
    assert sparse.order.error == pytest.approx(dense.order.error)


def test_tables_that_only_compare_across_groups_do_not_count() -> None:
    within = [(0, 1, way, table) for table, way in enumerate((0, 2, 0, 2))]
    across = [(2, 0, 0, table) for table in range(4, 9)]
    first, second, outcome, table = zip(*within, *across, strict=True)

    assert fit_bradley_terry(Comparisons.of(3, first, second, outcome, table=table)).n_tables == 4
