"""Comparisons as integer arrays, and their counts per pair of systems and side."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluator.stats.tally import Floats, Ints

# Which way an answer went, seen from the system named first.
FIRST_WON, TIED, SECOND_WON = range(3)
# Where the system named first was shown.
ON_LEFT, SIDE_UNKNOWN, ON_RIGHT = 1, 0, -1
_PART = 1 << 15


@dataclass(frozen=True, slots=True)
class Comparisons:
    """One entry per answer: systems (indices), outcome (0 first won, 1 tied, 2 second won), and, if known, more.

    `side` is 1 where the first system was shown on the left, -1 on the right, 0 unknown; `table` is its index.
    """

    n_systems: int
    first: Ints
    second: Ints
    outcome: Ints
    side: Ints | None = None
    table: Ints | None = None

    @classmethod
    def of(
        cls,
        n_systems: int,
        first: ArrayLike,
        second: ArrayLike,
        outcome: ArrayLike,
        *,
        side: ArrayLike | None = None,
        table: ArrayLike | None = None,
    ) -> Comparisons:
        """Comparisons from arrays of any integer type. Raises ValueError for unequal lengths or values off scale."""
        data = cls(
            n_systems,
            _integers(first),
            _integers(second),
            _integers(outcome),
            None if side is None else _integers(side),
            None if table is None else _integers(table),
        )
        _check(data)
        return data

    @property
    def cell(self) -> Ints:
        """Per answer, its place in a flattened array of shape (systems, systems, outcomes, sides)."""
        side = SIDE_UNKNOWN if self.side is None else self.side
        return np.asarray(((self.first * self.n_systems + self.second) * 3 + self.outcome) * 3 + (side + 1))

    def parts(self) -> Iterator[Comparisons]:
        """The same answers in pieces that fit into a processor's cache, which makes arithmetic several times faster."""
        for start in range(0, len(self.first), _PART):
            piece = slice(start, start + _PART)
            yield Comparisons(
                self.n_systems,
                self.first[piece],
                self.second[piece],
                self.outcome[piece],
                None if self.side is None else self.side[piece],
                None if self.table is None else self.table[piece],
            )


@dataclass(frozen=True, slots=True)
class Counts:
    """Answers per row: wins of system `first` over `second` (indices), ties and losses, with the first on `side`."""

    n_systems: int
    first: Ints
    second: Ints
    side: Ints
    wins: Floats
    ties: Floats
    losses: Floats

    def where(self, keep: ArrayLike) -> Counts:
        """The rows at which `keep` is true."""
        rows = np.flatnonzero(keep)
        return Counts(
            self.n_systems,
            self.first[rows],
            self.second[rows],
            self.side[rows],
            self.wins[rows],
            self.ties[rows],
            self.losses[rows],
        )


def count(data: Comparisons) -> Counts:
    """Counts with `first` < `second`, one row per pair and side that occur."""
    k = data.n_systems
    flat = np.zeros(9 * k * k, dtype=np.int64)
    for part in data.parts():
        np.add.at(flat, part.cell, 1)
    dense = flat.reshape(k, k, 3, 3)
    # Naming the systems the other way round turns outcome and side about.
    folded = np.triu((dense + dense.transpose(1, 0, 2, 3)[:, :, ::-1, ::-1]).transpose(2, 3, 0, 1), 1)
    side, first, second = folded.sum(axis=0).nonzero()
    wins, ties, losses = folded[:, side, first, second].astype(np.float64)
    return Counts(k, first, second, side - 1, wins, ties, losses)


def _integers(values: ArrayLike) -> Ints:
    array = np.asarray(values)
    if array.size and not np.issubdtype(array.dtype, np.integer):
        raise ValueError(f"comparisons are arrays of integers, not of {array.dtype}")
    return array.astype(np.int64, copy=False)


def _check(data: Comparisons) -> None:
    if any(column is not None and column.shape != (len(data.first),) for _, column, _, _ in _columns(data)):
        raise ValueError("first, second, outcome, side and table are flat arrays of one length")
    for name, column, low, high in _columns(data):
        if column is not None and column.size and _off_scale(column, low, high):
            raise ValueError(f"{name} holds values outside {low} to {high}")
    if (data.first == data.second).any():
        raise ValueError("a comparison names two different systems")


def _off_scale(column: Ints, low: int, high: int) -> bool:
    if low == 0:
        # Read without a sign, a negative number is larger than any other: one pass over a million in place of two.
        return bool(column.view(np.uint64).max() > high)
    return bool(column.min() < low or column.max() > high)


def _columns(data: Comparisons) -> tuple[tuple[str, Ints | None, int, int], ...]:
    """Name, values, and the scale they lie on."""
    return (
        ("first", data.first, 0, data.n_systems - 1),
        ("second", data.second, 0, data.n_systems - 1),
        ("outcome", data.outcome, FIRST_WON, SECOND_WON),
        ("side", data.side, ON_RIGHT, ON_LEFT),
        ("table", data.table, 0, sys.maxsize),
    )
