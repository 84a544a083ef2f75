"""Methods on three systems: the ranking, adjustment for many pairs, and agreement pooled over pairs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bench.coverage.cells import BETTER, EQUAL, Cell, grid
from bench.coverage.drawing import population, studies
from bench.coverage.method import CONFIDENCE, ITERATIVE, Family, Method
from bench.coverage.study import Study
from bench.coverage.tallies import THREE_SYSTEMS
from evaluator.stats.alpha import alpha
from evaluator.stats.coefficients import ac1, raw_agreement
from evaluator.stats.fitted_worths import SystemWorth
from evaluator.stats.intervals import Estimate
from evaluator.stats.ranking import RankedSystem


def draw_three(cell: Cell, n: int, rng: np.random.Generator) -> Iterator[Study]:
    """Studies of three systems, x ahead of y ahead of z."""
    return (Study(tally, cell) for tally in studies(cell, n, rng, pairs=THREE_SYSTEMS))


def _population(cell: Cell, rng: np.random.Generator) -> Study:
    return Study(population(cell, rng, pairs=THREE_SYSTEMS), cell)


def _equal(cell: Cell) -> bool:
    return cell.lead == 0


def _ties(cell: Cell) -> bool:
    return cell.tie_width > 0


def _pooled_alpha(study: Study) -> Estimate:
    clusters = study.tally.unit_table
    return alpha(study.outcomes, level="nominal", clusters=clusters, confidence=CONFIDENCE)


def _pooled_ac1(study: Study) -> Estimate:
    return ac1(study.outcomes, clusters=study.tally.unit_table, confidence=CONFIDENCE)


def _pooled_raw(study: Study) -> Estimate:
    return raw_agreement(study.outcomes, clusters=study.tally.unit_table, confidence=CONFIDENCE)


def _worth(of: RankedSystem | SystemWorth) -> Estimate:
    return Estimate(of.log_worth, of.low, of.high) if of.log_worth is not None else Estimate(None)


def _any_wrong_claim(study: Study) -> Estimate:
    """0 where the ranks say that one system beats another that is as good or better."""
    leads = np.array([0.0, -1.0, -2.0]) * study.cell.lead
    better, worse = (np.array([int(((leads - own) * way > 0).sum()) for own in leads]) for way in (1, -1))
    low, high = (np.array([getattr(s, end) for s in study.ranking.systems]) for end in ("rank_low", "rank_high"))
    return Estimate(0.0 if (low > 1 + better).any() or (high < 3 - worse).any() else 1.0)


def _wrong_alone(study: Study) -> list[Estimate]:
    """0 for each system whose own ranks leave out its true one."""
    place = np.arange(3) if study.cell.lead else np.zeros(3, dtype=np.int64)
    worst = place if study.cell.lead else np.full(3, 2)
    return [
        Estimate(0.0 if s.marginal_rank_low > 1 + low or s.marginal_rank_high < 1 + high else 1.0)
        for s, low, high in zip(study.ranking.systems, place, worst, strict=True)
    ]


def _smallest_holm(study: Study) -> Estimate:
    return Estimate(min(result.p_holm for result in study.pairs.values() if result.p_holm is not None))


METHODS: tuple[Method[Study], ...] = (
    Method("Davidson, log worths", "interval", lambda s: [_worth(w) for w in s.ranking.systems], ITERATIVE),
    Method("Davidson, order effect", "interval", lambda s: s.ranking.order, ITERATIVE),
    Method("Davidson, ν of ties", "interval", lambda s: s.ranking.tie, ITERATIVE, where=_ties),
    Method(
        "Rao–Kupper, log worths", "interval", lambda s: [_worth(w) for w in s.ranking.rao_kupper.systems], ITERATIVE
    ),
    Method("Rao–Kupper, order effect", "interval", lambda s: s.ranking.rao_kupper.order, ITERATIVE),
    Method("Rao–Kupper, θ of ties", "interval", lambda s: s.ranking.rao_kupper.tie, ITERATIVE, where=_ties),
    Method("ranks, any wrong", "test", _any_wrong_claim, ITERATIVE),
    Method("ranks of one system, wrong", "test", _wrong_alone, ITERATIVE),
    Method("any pair, sign flip with Holm", "test", _smallest_holm, ITERATIVE, where=_equal),
    Method("α nominal over pairs", "interval", _pooled_alpha, ITERATIVE),
    Method("AC1 over pairs", "interval", _pooled_ac1, ITERATIVE),
    Method("raw agreement over pairs", "interval", _pooled_raw, ITERATIVE),
)

THREE = Family("three systems", grid(EQUAL, BETTER), draw_three, _population, METHODS)
