"""Cohen's κ of every two raters, with intervals over tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from evaluator.stats.alpha import ONE_VALUE
from evaluator.stats.codes import NOMINAL
from evaluator.stats.intervals import Estimate, jackknife_interval, undefined
from evaluator.stats.least import least_kappa
from evaluator.stats.tally import Columns, Floats, Ints, Tally

# Win, tie, loss.
_VALUES = 3
# Two raters at a time, each over its own tables: beyond this many pairs of raters it takes seconds.
MOST_INTERVALS = 2_000
_MOST_CELLS = 100_000_000
_TOO_MANY = "no interval: too many raters and tables for one of every two raters"


@dataclass(frozen=True, slots=True)
class RaterKappa:
    """Cohen's κ of two raters on the `n` units that both judged; null when both give one value only."""

    rater_1: str
    rater_2: str
    kappa: float | None
    low: float | None
    high: float | None
    n: int
    note: str | None


def cohen_kappa(table: Ints) -> float | None:
    """Cohen's κ (Educ Psychol Meas 1960; 20:37) of a square (first rater, second rater) table.

    None when chance alone explains everything.
    """
    value = float(_kappa(table[np.newaxis].astype(np.float64))[0])
    return None if np.isnan(value) else value


def cohen_interval(tables: Floats, *, confidence: float = 0.95) -> Estimate:
    """κ of (clusters, K, K) tables of two raters, one for each cluster of units, jackknife-t over clusters."""
    whole = tables.sum(axis=0)
    point = float(_kappa(whole[np.newaxis])[0])
    if np.isnan(point):
        return undefined(ONE_VALUE)
    return jackknife_interval(point, _kappa(whole - tables), confidence=confidence, low=least_kappa(whole))


def rater_kappas(study: Tally, *, confidence: float) -> tuple[RaterKappa, ...]:
    """κ of every two raters who share a unit, over all pairs of systems, on win, tie (or both bad) and loss."""
    judged = study.judged
    first, second = _acquainted(judged, (len(study.raters), len(study.unit_pair)))
    if not len(first):
        return ()
    if len(first) > MOST_INTERVALS or len(study.raters) * len(study.unit_pair) > _MOST_CELLS:
        return tuple(_without_intervals(study, judged, first, second))
    said = np.full((len(study.raters), len(study.unit_pair)), -1, dtype=np.int8)
    said[judged.rater, judged.unit] = NOMINAL[judged.code]
    return tuple(_of(study, said, a, b, confidence) for a, b in zip(first, second, strict=True))


def _of(study: Tally, said: NDArray[np.int8], a: int, b: int, confidence: float) -> RaterKappa:
    shared = np.flatnonzero((said[a] >= 0) & (said[b] >= 0))
    _, cluster = np.unique(study.unit_table[shared], return_inverse=True)
    cells = _VALUES * said[a, shared].astype(np.int64) + said[b, shared]
    flat = np.bincount(cluster * _VALUES**2 + cells, minlength=(int(cluster.max()) + 1) * _VALUES**2)
    kappa = cohen_interval(flat.reshape(-1, _VALUES, _VALUES).astype(np.float64), confidence=confidence)
    return RaterKappa(study.raters[a], study.raters[b], kappa.estimate, kappa.low, kappa.high, len(shared), kappa.note)


def _without_intervals(study: Tally, judged: Columns, first: Ints, second: Ints) -> Iterator[RaterKappa]:
    shape = (len(study.raters), len(study.unit_pair))
    values = NOMINAL[judged.code]
    said = [_incidence(judged.where(values == value), shape) for value in range(_VALUES)]
    cells = np.array([[(one @ other.T)[first, second] for other in said] for one in said])
    for a, b, table in zip(first, second, np.moveaxis(cells, 2, 0), strict=True):
        kappa = cohen_kappa(table)
        note = f"undefined, because {ONE_VALUE}" if kappa is None else _TOO_MANY
        yield RaterKappa(study.raters[a], study.raters[b], kappa, None, None, int(table.sum()), note)


def _acquainted(judged: Columns, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    """Every two raters (numbers) who judged some unit both, in order."""
    if not len(judged.unit):
        return judged.rater, judged.rater
    seen = _incidence(judged, shape)
    shared = (seen @ seen.T).tocoo()
    first, second = (np.asarray(ends, dtype=np.int64) for ends in shared.coords)
    first, second = first[first < second], second[first < second]
    order = np.lexsort((second, first))
    return first[order], second[order]


def _incidence(judged: Columns, shape: tuple[int, int]) -> csr_array[np.int64, tuple[int, int]]:
    return csr_array((np.ones(len(judged.unit), dtype=np.int64), (judged.rater, judged.unit)), shape=shape)


def _kappa(tables: Floats) -> Floats:
    """κ of each (K, K) table; NaN for an empty one and where both raters give one value only."""
    n = np.maximum(tables.sum(axis=(1, 2)), 1)
    chance = np.einsum("nij,nki->n", tables, tables) / np.square(n)
    alike = np.trace(tables, axis1=1, axis2=2) / n
    known = (chance < 1 - 1e-12) & (tables.sum(axis=(1, 2)) > 0)
    nothing: Floats = np.full(len(tables), np.nan)
    return np.asarray(np.divide(alike - chance, 1 - chance, out=nothing, where=known), dtype=np.float64)
