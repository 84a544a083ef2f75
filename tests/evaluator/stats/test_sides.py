"""Sides: balanced by row and column, and otherwise as random as the balance allows."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.stats.sides import Sides, balanced_draws, balanced_sides
from evaluator.stats.streams import random_stream


def draw(n_tables: int, n_raters: int, seed: int) -> Sides:
    return balanced_sides(n_tables, n_raters, random_stream(b"test", "sides", seed))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40), st.integers(1, 12), st.integers(0, 10**6))
def test_balanced_sides_balances_rows_columns_and_total(n_tables: int, n_raters: int, seed: int) -> None:
    sign = np.where(draw(n_tables, n_raters, seed), 1, -1)

    assert (np.abs(sign.sum(axis=1)) == n_raters % 2).all()
    assert (np.abs(sign.sum(axis=0)) == n_tables % 2).all()
    assert abs(int(sign.sum())) == n_tables * n_raters % 2


def test_balanced_sides_draws_all_matrices_equally_often() -> None:
    """The 6 matrices of 4 tables × 2 raters with even margins; χ² on 5 degrees of freedom is 20.5 at p = .001."""
    counts = Counter(draw(4, 2, seed).tobytes() for seed in range(600))

    assert len(counts) == 6
    assert sum((n - 100) ** 2 / 100 for n in counts.values()) < 20.5


def test_balanced_sides_puts_each_cell_on_both_sides_equally_often() -> None:
    share = np.mean([draw(5, 3, seed) for seed in range(400)], axis=0)

    assert np.abs(share - 0.5).max() < 4 * 0.5 / 400**0.5


def test_balanced_sides_gives_no_rater_the_pattern_of_another() -> None:
    sides = draw(62, 4, 1)

    agreement = (sides[:, 0] == sides[:, 1]).mean()

    assert 0.2 < agreement < 0.8


def test_balanced_sides_gives_the_odd_cell_to_either_side() -> None:
    n_swapped = Counter(int(draw(3, 3, seed).sum()) for seed in range(100))

    assert n_swapped.keys() == {4, 5}
    assert abs(n_swapped[4] - 50) < 4 * 5


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 9), st.integers(1, 6), st.integers(0, 10**6))
def test_balanced_draws_keeps_the_balance_of_single_draws(n_tables: int, n_raters: int, seed: int) -> None:
    draws = balanced_draws(20, n_tables, n_raters, random_stream(b"test", "draws", seed))

    assert draws.shape == (20, n_tables, n_raters)
    for axis, size in ((1, n_tables), (2, n_raters)):
        assert (np.abs(2 * draws.sum(axis=axis) - size) <= 1).all()


def test_balanced_draws_reaches_every_matrix_about_equally_often() -> None:
    draws = balanced_draws(9_000, 4, 4, random_stream(b"test", "draws"))

    _, counts = np.unique(draws.reshape(9_000, -1), axis=0, return_counts=True)

    # 90 matrices of 4 x 4 have all margins two; 100 draws of each are expected.
    assert len(counts) == 90
    assert 60 < counts.min() <= counts.max() < 150
