"""The ranking of a study's systems, and why there is none when the votes don't allow it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluator.stats.bradley_terry import BradleyTerry, Counts, NotEstimableError, bradley_terry, half_ties
from evaluator.stats.intervals import t_quantile
from evaluator.stats.tally import BOTH_BAD, CANT_JUDGE, LOSS, TIE, WIN, Tally


@dataclass(frozen=True, slots=True)
class RankedSystem:
    """Log worth (mean 0 over systems) with its interval over tables, and worth (sum 1); null when not estimable."""

    system: str
    log_worth: float | None
    low: float | None
    high: float | None
    worth: float | None


@dataclass(frozen=True, slots=True)
class HalfTieWorth:
    """Worth with ties as half wins, for comparison with figures published that way."""

    system: str
    worth: float | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Systems by name, ν of the ties, both fits; `note` says why worths or intervals are missing."""

    systems: tuple[RankedSystem, ...]
    tie: float | None
    half_ties: tuple[HalfTieWorth, ...]
    note: str | None


def ranking(study: Tally, *, confidence: float) -> Ranking:
    """Davidson's model on all votes shown to raters, intervals by the sandwich over tables; "both bad" is a tie."""
    counts, tables = _counts(study)
    index = len(study.systems)
    try:
        fit = bradley_terry(counts, index, clusters=tables)
        plain = bradley_terry(half_ties(counts), index)
    except NotEstimableError as reason:
        systems = tuple(RankedSystem(system, None, None, None, None) for system in study.systems)
        halves = tuple(HalfTieWorth(system, None) for system in study.systems)
        return Ranking(systems, None, halves, f"undefined, because {reason}")
    n_tables = len(np.unique(tables))
    halves = tuple(HalfTieWorth(s, float(w)) for s, w in zip(study.systems, plain.worth, strict=True))
    note = None if n_tables > 1 else "no intervals: they need two tables or more"
    return Ranking(_ranked(study, fit, n_tables, confidence), fit.tie, halves, note)


def _counts(study: Tally) -> tuple[Counts, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """One row per judged unit, and its table."""
    judged = study.counts[:, :CANT_JUDGE].sum(axis=1) > 0
    place = {system: i for i, system in enumerate(study.systems)}
    ends = np.array([(place[a], place[b]) for a, b in study.pairs], dtype=np.int64).reshape(-1, 2)
    pairs, votes = study.unit_pair[judged], study.counts[judged].astype(np.float64)
    ties = votes[:, TIE] + votes[:, BOTH_BAD]
    counts = Counts(ends[pairs, 0], ends[pairs, 1], votes[:, WIN], ties, votes[:, LOSS])
    return counts, study.unit_table[judged]


def _ranked(study: Tally, fit: BradleyTerry, n_tables: int, confidence: float) -> tuple[RankedSystem, ...]:
    reach = np.sqrt(np.maximum(np.diag(fit.covariance), 0.0)) * (t_quantile(confidence, max(n_tables - 1, 1)))
    rows = zip(study.systems, fit.log_worth, reach, fit.worth, strict=True)
    several = n_tables > 1
    return tuple(
        RankedSystem(s, float(b), float(b - r) if several else None, float(b + r) if several else None, float(w))
        for s, b, r, w in rows
    )
