"""Draws many studies of one cell at a time, as the tallies that the statistics work on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from bench.coverage.cells import Cell, rater_leans
from bench.coverage.tallies import ONE_PAIR, Answers, Pairs, tally_of
from evaluator.stats.sides import Sides, balanced_draws
from evaluator.stats.tally import Floats, Ints, Tally

# So many tables are a population, not a study: their effects are spread evenly, and sides are drawn table by table.
_POPULATION = 100_000
_MUCH_BETTER = 1.0
_REPEATED = 0.12
_LOG_LENGTH, _LOG_LENGTH_SD, _LONGER = 5.2, 0.5, 0.25


@dataclass(frozen=True, slots=True)
class _Seen:
    """What every rater sees of every pair of texts but for noise and side: (studies, pairs, tables, raters)."""

    of_systems: Floats
    of_left: Floats


def studies(cell: Cell, n: int, rng: np.random.Generator, *, pairs: Pairs = ONE_PAIR) -> Iterator[Tally]:
    """Tallies of n studies, each with hidden repeats if it has one pair."""
    shape = (n, len(pairs), cell.tables, cell.raters)
    lengths = _lengths(shape, rng) if cell.length else None
    seen = _seen(cell, shape, lengths, rng)
    left = np.stack([_sides(cell, n, rng) for _ in pairs], axis=1)
    grades = _grades(cell, seen, left, rng)
    there = rng.random(shape) >= cell.gaps
    again = _repeated(shape, rng) & there
    flipped = left ^ (rng.random(shape) < 0.5)
    repeats = _grades(cell, seen, flipped, rng)
    for i in range(n):
        first = Answers(there[i], grades[i], left[i])
        second = Answers(again[i] if len(pairs) == 1 else np.zeros_like(again[i]), repeats[i], flipped[i])
        yield tally_of(pairs, first, second, None if lengths is None else lengths[:, i])


def population(cell: Cell, rng: np.random.Generator, *, pairs: Pairs = ONE_PAIR) -> Tally:
    """So many tables that what is estimated from them is the truth, to within a hundredth of a study's error or two."""
    return next(studies(replace(cell, tables=_POPULATION), 1, rng, pairs=pairs))


def _seen(cell: Cell, shape: tuple[int, int, int, int], lengths: Ints | None, rng: np.random.Generator) -> _Seen:
    n, n_pairs = shape[:2]
    to_system, to_left = _leans(cell, n, rng)
    by_table = _leads(cell, n_pairs)[:, np.newaxis] + _table_effects(cell, n, n_pairs, rng)
    if lengths is not None:
        by_table = by_table + cell.length * (lengths[0] - lengths[1]) / lengths.sum(axis=0)
    return _Seen(
        of_systems=by_table[..., np.newaxis] + to_system[:, np.newaxis, np.newaxis],
        of_left=cell.position + to_left[:, np.newaxis, np.newaxis],
    )


def _grades(cell: Cell, seen: _Seen, left: Sides, rng: np.random.Generator) -> Ints:
    latent = seen.of_systems + seen.of_left * (2.0 * left - 1) + rng.standard_normal(left.shape)
    size = np.abs(latent)
    steps = (size > cell.tie_width).astype(np.int64) + (size > cell.tie_width + _MUCH_BETTER)
    return np.where(latent < 0, -steps, steps)


def _leads(cell: Cell, n_pairs: int) -> Floats:
    """Of x over y; with three systems x over y, x over z, y over z."""
    return cell.lead * np.array([1.0, 2.0, 1.0][:n_pairs])


def _table_effects(cell: Cell, n: int, n_pairs: int, rng: np.random.Generator) -> Floats:
    """(studies, pairs, tables); with three systems they are differences, so that the pairs of a table hang together."""
    n_effects = 3 if n_pairs > 1 else 1
    if cell.tables >= _POPULATION:
        even = ndtri((np.arange(cell.tables) + 0.5) / cell.tables)
        effects = rng.permuted(np.tile(even, (n, n_effects, 1)), axis=2)
    else:
        effects = rng.standard_normal((n, n_effects, cell.tables))
    if n_pairs == 1:
        return np.asarray(cell.table_sd * effects)
    return np.asarray(cell.table_sd / 2**0.5 * (effects[:, [0, 0, 1]] - effects[:, [1, 2, 2]]))


def _leans(cell: Cell, n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """(studies, raters) each: to the first system, and to the left."""
    if not cell.raters_drawn:
        leans = np.broadcast_to(rater_leans(cell), (n, cell.raters, 2))
        return leans[..., 0], leans[..., 1]
    drawn = cell.rater_sd * rng.standard_normal((n, cell.raters, 2))
    return drawn[..., 0], drawn[..., 1] / 2


def _sides(cell: Cell, n: int, rng: np.random.Generator) -> Sides:
    """True where the first system is on the left: (studies, tables, raters)."""
    if cell.tables < _POPULATION:
        return balanced_draws(n, cell.tables, cell.raters, rng)
    ranks = rng.permuted(np.tile(np.arange(cell.raters), (n, cell.tables, 1)), axis=2)
    # Half of the raters of each table, and with an odd number one more or less.
    half = cell.raters // 2 + (cell.raters % 2) * rng.integers(2, size=(n, cell.tables, 1))
    return np.asarray(ranks < half)


def _repeated(shape: tuple[int, int, int, int], rng: np.random.Generator) -> Sides:
    """Each rater sees so many tables, drawn at random, a second time."""
    ranks = np.argsort(np.argsort(rng.random(shape), axis=2), axis=2)
    return np.asarray(ranks < round(_REPEATED * shape[2]))


def _lengths(shape: tuple[int, int, int, int], rng: np.random.Generator) -> Ints:
    """(2, studies, pairs, tables): characters of both texts, the first system's longer in general."""
    logs = _LOG_LENGTH + _LOG_LENGTH_SD * rng.standard_normal((2, *shape[:3]))
    logs[0] += _LONGER
    return np.rint(np.exp(logs)).astype(np.int64)
