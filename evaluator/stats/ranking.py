"""The ranking of a study's systems, and why there is none when the votes don't allow it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluator.stats.bradley_terry import BradleyTerry, fit_bradley_terry
from evaluator.stats.fitted_worths import SystemWorth, notes, order_effect, system_worths, tie_parameter
from evaluator.stats.intervals import Estimate
from evaluator.stats.pair_counts import FIRST_WON, ON_LEFT, ON_RIGHT, SECOND_WON, SIDE_UNKNOWN, TIED, Comparisons
from evaluator.stats.rank_sets import RankSets, Unbounded, rank_sets
from evaluator.stats.tally import Tally
from evaluator.stats.unbounded import Decided, one_sided_bounds, without_difference

# Win, tie, loss, both bad.
_OUTCOMES = np.array([FIRST_WON, TIED, SECOND_WON, TIED])
# Right, left, and, from the end, unseen.
_SIDES = np.array([ON_RIGHT, ON_LEFT, SIDE_UNKNOWN])


@dataclass(frozen=True, slots=True)
class RankedSystem:
    """Log worth (mean 0 over its component) with its interval over tables, worth (sum 1), and ranks that are possible.

    Ranks count within `component`, the systems linked by comparisons; `rank_low` to `rank_high` hold for all systems at
    once, the marginal ones for this system alone. An infinite worth is null, with a bound on one side and a note.
    """

    system: str
    log_worth: float | None
    low: float | None
    high: float | None
    worth: float | None
    rank_low: int
    rank_high: int
    marginal_rank_low: int
    marginal_rank_high: int
    component: int
    note: str | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The same votes in Rao and Kupper's model: θ of the ties, order effect in log odds."""

    systems: tuple[SystemWorth, ...]
    tie: Estimate
    order: Estimate


@dataclass(frozen=True, slots=True)
class HalfTieWorth:
    """Worth with ties as half wins and no order effect, for comparison with figures published that way."""

    system: str
    worth: float | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Systems by name, Davidson's ν, the left side's log odds, other fits; `note` says what is missing and why."""

    systems: tuple[RankedSystem, ...]
    tie: Estimate
    order: Estimate
    rao_kupper: Sensitivity
    half_ties: tuple[HalfTieWorth, ...]
    note: str | None


def ranking(study: Tally, *, confidence: float, seed: int = 0) -> Ranking:
    """Davidson's model with order effect on all votes shown to raters, by table; "both bad" is a tie."""
    data = _comparisons(study)
    fit = fit_bradley_terry(data)
    other, halves = fit_bradley_terry(data, ties="rao_kupper"), fit_bradley_terry(data, ties="half", order_effect=False)
    worths = system_worths(study.systems, halves, confidence)
    return Ranking(
        systems=_ranked(study, data, fit, confidence, seed),
        tie=tie_parameter(fit, 0.0, confidence),
        order=order_effect(fit, data, confidence),
        rao_kupper=Sensitivity(
            system_worths(study.systems, other, confidence),
            tie_parameter(other, 1.0, confidence),
            order_effect(other, data, confidence),
        ),
        half_ties=tuple(HalfTieWorth(row.system, row.worth) for row in worths),
        note="; ".join(notes(study.systems, data, fit)) or None,
    )


def _comparisons(study: Tally) -> Comparisons:
    """The judged primary votes as arrays."""
    place = {system: i for i, system in enumerate(study.systems)}
    ends = np.array([(place[a], place[b]) for a, b in study.pairs], dtype=np.int64).reshape(-1, 2)
    votes = study.judged
    pair = study.unit_pair[votes.unit]
    return Comparisons.of(
        len(place),
        ends[pair, 0],
        ends[pair, 1],
        _OUTCOMES[votes.code],
        side=_SIDES[votes.first_left],
        table=study.unit_table[votes.unit],
    )


def _ranked(
    study: Tally, data: Comparisons, fit: BradleyTerry, confidence: float, seed: int
) -> tuple[RankedSystem, ...]:
    decided = Decided.of(data)
    low, high = one_sided_bounds(decided, fit.structure, fit.log_worth, confidence=confidence)
    ranks = _ranks(fit, without_difference(decided, fit.structure), confidence, seed)
    return tuple(
        RankedSystem(
            system=row.system,
            log_worth=row.log_worth,
            low=_finite(low[i]) if row.log_worth is None else row.low,
            high=_finite(high[i]) if row.log_worth is None else row.high,
            worth=row.worth,
            rank_low=int(ranks.low[i]),
            rank_high=int(ranks.high[i]),
            marginal_rank_low=int(ranks.marginal_low[i]),
            marginal_rank_high=int(ranks.marginal_high[i]),
            component=int(fit.structure.component[i]) + 1,
            note=_unbounded_note(low[i], high[i]) if row.log_worth is None else None,
        )
        for i, row in enumerate(system_worths(study.systems, fit, confidence))
    )


def _ranks(fit: BradleyTerry, apart: Unbounded, confidence: float, seed: int) -> RankSets:
    """Rank sets within each component."""
    k = len(fit.log_worth)
    ranks = RankSets(*(np.ones(k, dtype=np.int64) for _ in range(4)))
    for component in range(fit.structure.n_components):
        here = np.flatnonzero(fit.structure.component == component)
        block = np.ix_(here, here)
        found = rank_sets(
            fit.log_worth[here],
            fit.covariance[block],
            df=(fit.n_tables or 1) - 1,
            unbounded=Unbounded(apart.pair[block], apart.p[block]),
            confidence=confidence,
            seed=seed,
        )
        ranks.low[here], ranks.high[here] = found.low, found.high
        ranks.marginal_low[here], ranks.marginal_high[here] = found.marginal_low, found.marginal_high
    return ranks


def _finite(bound: float) -> float | None:
    return float(bound) if np.isfinite(bound) else None


def _unbounded_note(low: float, high: float) -> str:
    if np.isfinite(low):
        return "never lost to those it is held against: its worth has no upper bound"
    if np.isfinite(high):
        return "never won against those it is held against: its worth has no lower bound"
    return "no finite worth, and no bound"
