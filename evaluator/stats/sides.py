"""Which candidate of a pair stands on the left, balanced for every table and every rater."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

# One round proposes about tables × raters / 4 swaps, so 80 rounds propose about 20 per cell.
N_ROUNDS = 80

Sides: TypeAlias = NDArray[np.bool_]


def balanced_sides(n_tables: int, n_raters: int, rng: np.random.Generator) -> Sides:
    """Draw a (n_tables, n_raters) matrix, true where sides are swapped; every row and column is half true, within one.

    A checkerboard over tables and raters in random order, mixed by swaps of 2×2 corners that keep all margins
    (they connect all matrices with these margins: Ryser 1957), then flipped as a whole with probability one half.
    """
    rows, columns = rng.permutation(n_tables), rng.permutation(n_raters)
    sides: Sides = (rows[:, None] + columns[None, :]) % 2 == 1
    for _ in range(N_ROUNDS):
        _swap_corners(sides, rng)
    return sides ^ bool(rng.integers(2))


def _swap_corners(sides: Sides, rng: np.random.Generator) -> None:
    """Match rows and columns at random and exchange the diagonals of half of the 2×2 checkerboards found, in place.

    The quadruples of two matchings are disjoint, so one round is many independent swaps in a few array operations.
    """
    upper, lower = _matching(sides.shape[0], rng)
    left, right = _matching(sides.shape[1], rng)
    corners = [np.ix_(row, column) for row in (upper, lower) for column in (left, right)]
    a, b, c, d = (sides[corner] for corner in corners)
    # The coin keeps the walk aperiodic: without it a 2×2 matrix would be back at its start after every second round.
    swap = (a == d) & (b == c) & (a != b) & rng.integers(2, size=a.shape, dtype=np.bool_)
    for corner, values in zip(corners, (a, b, c, d), strict=True):
        sides[corner] = values ^ swap


def _matching(n: int, rng: np.random.Generator) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pair up 0…n−1 at random; when n is odd, one is left out this time."""
    half = n // 2
    order = rng.permutation(n)
    return order[:half], order[half : 2 * half]


def balanced_draws(n_draws: int, n_tables: int, n_raters: int, rng: np.random.Generator) -> Sides:
    """Draw (n_draws, n_tables, n_raters) matrices as `balanced_sides` draws one, all at a time.

    Not the matrices that `balanced_sides` gives for the same generator: random numbers are used in another order.
    """
    rows = _permutations(n_draws, n_tables, rng)
    columns = _permutations(n_draws, n_raters, rng)
    sides: Sides = (rows[:, :, None] + columns[:, None, :]) % 2 == 1
    flat = sides.reshape(n_draws, -1)
    for _ in range(N_ROUNDS):
        _swap_all_corners(flat, n_tables, n_raters, rng)
    return sides ^ rng.integers(2, size=(n_draws, 1, 1), dtype=np.bool_)


def _swap_all_corners(flat: Sides, n_tables: int, n_raters: int, rng: np.random.Generator) -> None:
    """`_swap_corners` in every matrix (n_draws, n_tables x n_raters), each with its own matchings and coins."""
    rows = _permutations(len(flat), n_tables, rng)[:, : n_tables // 2 * 2] * n_raters
    columns = _permutations(len(flat), n_raters, rng)[:, : n_raters // 2 * 2]
    upper, lower = np.split(rows[:, :, None], 2, axis=1)
    left, right = np.split(columns[:, None, :], 2, axis=2)
    start = np.arange(len(flat))[:, None, None] * flat.shape[1]
    corners = [start + row + column for row in (upper, lower) for column in (left, right)]
    values = flat.ravel()
    a, b, c, d = (values[corner] for corner in corners)
    swap = (a == d) & (b == c) & (a != b) & rng.integers(2, size=a.shape, dtype=np.bool_)
    for corner, value in zip(corners, (a, b, c, d), strict=True):
        values[corner] = value ^ swap


def _permutations(n_draws: int, n: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """(n_draws, n): one permutation of 0…n−1 in every row."""
    return np.argsort(rng.random((n_draws, n), dtype=np.float32), axis=1)
