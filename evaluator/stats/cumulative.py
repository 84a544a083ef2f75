"""Cumulative logit model with thresholds symmetric about zero, so that exchanging two systems only turns its sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluator.stats.cumulative_model import Answers, Derivatives, Model
from evaluator.stats.tally import Floats, Ints

_STEPS = 60
_TOLERANCE = 1e-9


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


def fit_cumulative(answers: Answers, *, n_groups: int, n_thresholds: int) -> CumulativeFit:
    """Maximum likelihood of P(level <= k) = F(threshold - location - slope x), F logistic, by Newton's method.

    McCullagh, J R Stat Soc B 1980; 42:109, thresholds ±θ1, ±θ2, … of each group, slopes common to all. Every group
    needs levels on both sides of 0, and slopes something that varies within a group; else it does not converge.
    Covariance by the sandwich over tables.
    """
    model = Model.of(answers, n_groups, n_thresholds)
    theta, slope = model.start, np.zeros(answers.slope_on.shape[1])
    best, converged = model.log_likelihood(theta, slope), False
    for _ in range(_STEPS):
        try:
            step = _newton_step(model.derivatives(theta, slope))
        except np.linalg.LinAlgError:
            # Flat to the last digit: nothing bounds the parameters, and they have run far already.
            break
        theta, slope, best, moved = _ascend(model, theta, slope, step, best)
        if moved < _TOLERANCE:
            converged = True
            break
    return _fitted(answers, model, theta, slope, converged)


def _newton_step(at: Derivatives) -> tuple[Floats, Floats]:
    """Parameters of the groups are eliminated block by block, so that many groups cost no more than their sum."""
    alone = np.linalg.solve(at.blocks, at.by_group[:, :, np.newaxis])[:, :, 0]
    mix = np.linalg.solve(at.blocks, at.border)
    rest = at.corner - np.einsum("gbp,gbq->pq", at.border, mix)
    slope_step = np.linalg.solve(rest, at.by_slope - np.einsum("gbp,gb->p", at.border, alone))
    return alone - mix @ slope_step, slope_step


def _ascend(
    model: Model, theta: Floats, slope: Floats, step: tuple[Floats, Floats], best: float
) -> tuple[Floats, Floats, float, float]:
    """The step, halved until the likelihood doesn't fall; thresholds out of order have none."""
    for halving in range(40):
        part = [half / 2**halving for half in step]
        new, new_slope = theta + part[0], slope + part[1]
        likelihood = model.log_likelihood(new, new_slope)
        if likelihood >= best - 1e-12 * abs(best):
            return new, new_slope, likelihood, max(float(np.abs(p).max(initial=0.0)) for p in part)
    return theta, slope, best, 0.0


def _fitted(answers: Answers, model: Model, theta: Floats, slope: Floats, converged: bool) -> CumulativeFit:
    at, b = model.derivatives(theta, slope), theta.shape[1]
    units, unit = np.unique(answers.unit, return_inverse=True)
    group, table = answers.unit_group[units], answers.unit_table[units]
    scores = model.scores(theta, slope)
    by_unit = np.stack([np.bincount(unit, column[model.row], minlength=len(units)) for column in scores.T], axis=1)
    # Pseudo-inverses, for a fit that did not converge may be flat; its covariance is nobody's.
    inverse = np.linalg.pinv(at.blocks, hermitian=True)
    pull, mix = np.einsum("ubc,uc->ub", inverse[group], by_unit[:, :b]), inverse @ at.border
    free_slope = by_unit[:, b:] - np.einsum("ubp,ub->up", mix[group], by_unit[:, :b])
    rest = np.linalg.pinv(at.corner - np.einsum("gbp,gbq->pq", at.border, mix), hermitian=True)
    tables, row = np.unique(table, return_inverse=True)
    by_table = np.zeros((len(tables), free_slope.shape[1]))
    np.add.at(by_table, row, free_slope)
    return CumulativeFit(theta[:, 0], theta[:, 1:], slope, converged, pull, by_table @ rest, mix, group, row)
