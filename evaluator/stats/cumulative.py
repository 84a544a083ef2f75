"""Cumulative logit model with thresholds symmetric about zero, so that exchanging two systems only turns its sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from evaluator.stats.tally import Floats, Ints

_STEPS = 60
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Answers:
    """Votes: `level` from -m to m, `group` and `unit` (a table under a group) of each, `slope_on` (votes, p)."""

    level: Ints
    group: Ints
    unit: Ints
    slope_on: Floats
    unit_group: Ints
    unit_table: Ints


@dataclass(frozen=True, slots=True)
class CumulativeFit:
    """Location (groups,), thresholds (groups, m; infinite where unused), slopes (p,) and what its errors need.

    `pull` (units, 1 + m) is A⁻¹ times each unit's score, `slope_pull` (tables, p) what each table does to the slopes,
    `mix` (groups, 1 + m, p) how a slope that moves takes its group along.
    """

    location: Floats
    thresholds: Floats
    slope: Floats
    converged: bool
    pull: Floats
    slope_pull: Floats
    mix: Floats
    unit_group: Ints
    unit_table: Ints

    def variance(self, gradient: Floats) -> Floats:
        """(groups,): variance, clustered by table, of figures with this (groups, 1 + m) gradient."""
        n = len(gradient)
        own = np.einsum("ub,ub->u", gradient[self.unit_group], self.pull)
        carried = np.einsum("gb,gbp->gp", gradient, self.mix)
        # A table pulls a group directly and through the slopes; its square, summed over tables, in three parts.
        cross = np.zeros_like(carried)
        np.add.at(cross, self.unit_group, own[:, np.newaxis] * self.slope_pull[self.unit_table])
        squares = np.bincount(self.unit_group, own**2, minlength=n) - 2 * (carried * cross).sum(axis=1)
        squares = squares + np.einsum("gp,pq,gq->g", carried, self.slope_pull.T @ self.slope_pull, carried)
        n_tables = np.bincount(self.unit_group, minlength=n)
        return np.asarray(np.maximum(squares, 0.0) * n_tables / np.maximum(n_tables - 1, 1), dtype=np.float64)

    def slope_variance(self) -> Floats:
        """(p,): variance of the slopes, clustered by table."""
        n = len(self.slope_pull)
        return np.asarray(np.square(self.slope_pull).sum(axis=0) * n / max(n - 1, 1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Model:
    """Answers with levels packed so that every threshold in use borders two levels that occur."""

    answers: Answers
    level: Ints
    free: NDArray[np.bool_]
    start: Floats

    @property
    def shape(self) -> tuple[int, int]:
        return self.free.shape[0], self.free.shape[1]


def fit_cumulative(answers: Answers, *, n_groups: int, n_thresholds: int) -> CumulativeFit:
    """Maximum likelihood of P(level <= k) = F(threshold - location - slope x), F logistic, by Newton's method.

    McCullagh, J R Stat Soc B 1980; 42:109, thresholds ±θ1, ±θ2, … of each group, slopes common to all. Every group
    needs levels on both sides of 0, and slopes something that varies within a group; else it does not converge.
    Covariance by the sandwich over tables.
    """
    model = _packed(answers, n_groups, n_thresholds)
    theta, slope = model.start, np.zeros(answers.slope_on.shape[1])
    best, converged = _log_likelihood(model, theta, slope), False
    for _ in range(_STEPS):
        try:
            step = _newton_step(model, theta, slope)
        except np.linalg.LinAlgError:
            # Flat to the last digit: nothing bounds the parameters, and they have run far already.
            break
        theta, slope, best, moved = _ascend(model, theta, slope, step, best)
        if moved < _TOLERANCE:
            converged = True
            break
    return _fitted(model, theta, slope, converged)


def _packed(answers: Answers, n_groups: int, m: int) -> _Model:
    size = np.abs(answers.level)
    used = np.zeros((n_groups, m + 1), dtype=bool)
    used[answers.group, size] = True
    rank = np.cumsum(used[:, 1:], axis=1)
    level = np.sign(answers.level) * np.where(size > 0, rank[answers.group, np.maximum(size, 1) - 1], 0)
    finite = np.arange(1, m + 1) <= rank[:, -1:]
    free = np.concatenate((np.ones((n_groups, 1), dtype=bool), finite), axis=1)
    start = np.concatenate((np.zeros((n_groups, 1)), np.where(finite, np.arange(1, m + 1) / 2, np.inf)), axis=1)
    # Without an even level the two sides meet at 0.
    free[:, 1] &= used[:, 0]
    start[:, 1] = np.where(used[:, 0] | ~finite[:, 0], start[:, 1], 0.0)
    return _Model(answers, level, free, start)


def _bounds(model: _Model, theta: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """Lower and upper end of each answer's band on the logistic scale."""
    answers, level = model.answers, model.level
    eta = theta[answers.group, 0] + answers.slope_on @ slope
    edges = np.concatenate((theta[:, 1:], np.full((len(theta), 1), np.inf)), axis=1)
    size = np.abs(level)
    outer = edges[answers.group, np.minimum(size, edges.shape[1] - 1)]
    inner = edges[answers.group, np.maximum(size - 1, 0)]
    low = np.where(level > 0, inner, -outer)
    high = np.where(level < 0, -inner, outer)
    return low - eta, high - eta


def _chance(low: Floats, high: Floats) -> Floats:
    # On the right, differences of upper tails keep the digits that differences of lower tails lose.
    right = low > 0
    return np.where(right, expit(-low) - expit(-high), expit(high) - expit(low))


def _log_likelihood(model: _Model, theta: Floats, slope: Floats) -> float:
    chance = _chance(*_bounds(model, theta, slope))
    return float(np.log(chance).sum()) if (chance > 0).all() else -np.inf


def _design(model: _Model) -> tuple[Floats, Floats]:
    """How the lower and the upper end of each answer's band move with its group's parameters: (votes, 1 + m)."""
    level, group, n = model.level, model.answers.group, len(model.level)
    m = model.shape[1] - 1
    size, rows = np.abs(level), np.arange(n)
    lower, upper = np.zeros((n, m + 2)), np.zeros((n, m + 2))
    lower[:, 0] = upper[:, 0] = -1.0
    lower[rows, np.where(level > 0, size, size + 1)] = np.where(level > 0, 1.0, -1.0)
    upper[rows, np.where(level < 0, size, size + 1)] = np.where(level < 0, -1.0, 1.0)
    free = model.free[group]
    return lower[:, :-1] * free, upper[:, :-1] * free


def _derivatives(model: _Model, theta: Floats, slope: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Score of each vote (votes, q), and minus the Hessian: blocks (G, b, b), border (G, b, p), corner (p, p)."""
    low, high = _bounds(model, theta, slope)
    chance = np.maximum(_chance(low, high), np.finfo(float).tiny)
    lower, upper = (np.concatenate((part, -model.answers.slope_on), axis=1) for part in _design(model))
    pulls = [sign * expit(x) * expit(-x) / chance for sign, x in ((-1.0, low), (1.0, high))]
    score = pulls[0][:, np.newaxis] * lower + pulls[1][:, np.newaxis] * upper
    curves = [pull * np.tanh(-x / 2) for pull, x in zip(pulls, (low, high), strict=True)]
    (groups, b), q = model.shape, score.shape[1]
    hessian = np.zeros((groups, q, q))
    for i in range(q):
        for j in range(i, q):
            bent = (
                score[:, i] * score[:, j]
                - curves[0] * lower[:, i] * lower[:, j]
                - curves[1] * upper[:, i] * upper[:, j]
            )
            hessian[:, i, j] = hessian[:, j, i] = np.bincount(model.answers.group, bent, minlength=groups)
    pinned = np.eye(b) * (~model.free[:, :, np.newaxis])
    return score, hessian[:, :b, :b] + pinned, hessian[:, :b, b:], hessian[:, b:, b:].sum(axis=0)


def _newton_step(model: _Model, theta: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """Parameters of the groups are eliminated block by block, so that many groups cost no more than their sum."""
    score, blocks, border, corner = _derivatives(model, theta, slope)
    (groups, b), by_group = model.shape, model.answers.group
    own = np.stack([np.bincount(by_group, score[:, i], minlength=groups) for i in range(b)], axis=1)
    alone, mix = np.linalg.solve(blocks, own[:, :, np.newaxis])[:, :, 0], np.linalg.solve(blocks, border)
    rest = corner - np.einsum("gbp,gbq->pq", border, mix)
    slope_step = np.linalg.solve(rest, score[:, b:].sum(axis=0) - np.einsum("gbp,gb->p", border, alone))
    return alone - mix @ slope_step, slope_step


def _ascend(
    model: _Model, theta: Floats, slope: Floats, step: tuple[Floats, Floats], best: float
) -> tuple[Floats, Floats, float, float]:
    """The step, halved until the likelihood doesn't fall; thresholds out of order have none."""
    for halving in range(40):
        part = [half / 2**halving for half in step]
        new, new_slope = theta + part[0], slope + part[1]
        likelihood = _log_likelihood(model, new, new_slope)
        if likelihood >= best - 1e-12 * abs(best):
            return new, new_slope, likelihood, max(float(np.abs(p).max(initial=0.0)) for p in part)
    return theta, slope, best, 0.0


def _fitted(model: _Model, theta: Floats, slope: Floats, converged: bool) -> CumulativeFit:
    answers, b = model.answers, model.shape[1]
    score, blocks, border, corner = _derivatives(model, theta, slope)
    units, unit = np.unique(answers.unit, return_inverse=True)
    group, table = answers.unit_group[units], answers.unit_table[units]
    by_unit = np.stack([np.bincount(unit, column, minlength=len(units)) for column in score.T], axis=1)
    # Pseudo-inverses, for a fit that did not converge may be flat; its covariance is nobody's.
    inverse = np.linalg.pinv(blocks, hermitian=True)
    pull, mix = np.einsum("ubc,uc->ub", inverse[group], by_unit[:, :b]), inverse @ border
    free_slope = by_unit[:, b:] - np.einsum("ubp,ub->up", mix[group], by_unit[:, :b])
    rest = np.linalg.pinv(corner - np.einsum("gbp,gbq->pq", border, mix), hermitian=True)
    tables, row = np.unique(table, return_inverse=True)
    by_table = np.zeros((len(tables), free_slope.shape[1]))
    np.add.at(by_table, row, free_slope)
    return CumulativeFit(theta[:, 0], theta[:, 1:], slope, converged, pull, by_table @ rest, mix, group, row)
