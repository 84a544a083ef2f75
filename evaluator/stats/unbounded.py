"""What can be said of systems that never lost or never won: one-sided bounds and exact tests over tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import log_expit

from evaluator.stats.estimability import Structure
from evaluator.stats.pair_counts import FIRST_WON, TIED, Comparisons
from evaluator.stats.rank_sets import Unbounded
from evaluator.stats.tally import Floats, Ints

_FAR = 60.0


@dataclass(frozen=True, slots=True)
class Decided:
    """Answers that name a winner, one entry each, and their table."""

    n_systems: int
    winner: Ints
    loser: Ints
    table: Ints

    @classmethod
    def of(cls, data: Comparisons) -> Decided:
        """The decided answers; without tables, each answer is one of its own."""
        decided = data.outcome != TIED
        won = data.outcome[decided] == FIRST_WON
        first, second = data.first[decided], data.second[decided]
        table = np.arange(len(data.first)) if data.table is None else data.table
        return cls(data.n_systems, np.where(won, first, second), np.where(won, second, first), table[decided])


def without_difference(decided: Decided, found: Structure) -> Unbounded:
    """Pairs in different groups, with the exact sign test over the tables on which the two met.

    All decided answers of such a pair name one winner; were it no better, each table would with chance ½ at the most:
    p = ½ⁿ for n tables.
    """
    k = decided.n_systems
    across = found.group[decided.winner] != found.group[decided.loser]
    meetings = np.stack((decided.winner[across] * k + decided.loser[across], decided.table[across]))
    n_tables = np.bincount(np.unique(meetings, axis=1)[0], minlength=k * k).reshape(k, k)
    return Unbounded(np.not_equal.outer(found.group, found.group), np.asarray(0.5**n_tables, dtype=np.float64))


def one_sided_bounds(
    decided: Decided, found: Structure, log_worth: Floats, *, confidence: float
) -> tuple[Floats, Floats]:
    """Per system, the lowest and highest log worth allowed where the estimate is infinite; ±∞ where there is no bound.

    On the scale of the component's largest group (mean 0), at its estimated worths; where no two systems have a finite
    difference, against all others taken as equal. The bound is where winning every table, a table's answers counted as
    one, has chance (1 - confidence) / 2: Clopper and Pearson's bound when there is one opponent. It ignores order.
    """
    low, high = np.full(len(log_worth), -np.inf), np.full(len(log_worth), np.inf)
    error = (1 - confidence) / 2
    for members, rivals, worths, scale in _contests(found, log_worth):
        wins = np.isin(decided.winner, members) & np.isin(decided.loser, rivals)
        losses = np.isin(decided.loser, members) & np.isin(decided.winner, rivals)
        gap = worths[decided.winner] - worths[decided.loser]
        if wins.any() and not losses.any():
            low[members] = scale * (worths[members] + _least_lead(gap[wins], decided.table[wins], error))
        elif losses.any() and not wins.any():
            high[members] = scale * (worths[members] - _least_lead(gap[losses], decided.table[losses], error))
    return low, high


def _contests(found: Structure, log_worth: Floats) -> Iterator[tuple[Ints, Ints, Floats, float]]:
    """Systems without a finite worth, those they are held against, worths to reckon with, and the scale's unit."""
    for component in range(found.n_components):
        main, *others = found.groups_in(component)
        if len(main) > 1:
            yield from ((group, main, log_worth, 1.0) for group in others)
        elif others:
            everyone = np.concatenate((main, *others))
            # With the others equal and mean 0 over all k, a lead of d puts a system at d (k - 1) / k.
            unit = (len(everyone) - 1) / len(everyone)
            yield from ((np.array([i]), everyone[everyone != i], np.zeros_like(log_worth), unit) for i in everyone)


def _least_lead(gap: Floats, table: Ints, error: float) -> float:
    """The lead at which winners, `gap` ahead of losers without it, win every table with chance `error`."""
    weight = 1 / np.bincount(table)[table]
    low, high = -_FAR, _FAR
    for _ in range(80):
        middle = (low + high) / 2
        chance = weight @ log_expit(gap + middle)
        low, high = (middle, high) if chance < np.log(error) else (low, middle)
    return (low + high) / 2
