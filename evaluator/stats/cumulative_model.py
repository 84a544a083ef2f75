"""The likelihood of a cumulative logit model with thresholds symmetric about zero, and its derivatives.

An answer between bounds a and b on the logistic scale has log chance log F(b) + log F(-a) + log(1 - e^(a - b)). The last
term hangs on thresholds alone, so answers of one group and level (a cell) share it, and without slopes share all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit

from evaluator.stats.tally import Floats, Ints


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
class Derivatives:
    """First derivatives by group (groups, b) and slope (p,), and minus the second: blocks, border and corner."""

    by_group: Floats
    by_slope: Floats
    blocks: Floats
    border: Floats
    corner: Floats


@dataclass(frozen=True, slots=True)
class Model:
    """Answers in cells that occur, levels packed so that every threshold in use borders two levels that occur.

    Cells: `group`, `level`, number of answers `n`, and how their bounds move with the group's parameters, `lower` and
    `upper` (cells, 1 + m). Rows, one per answer or, without slopes, per cell: `cell`, `weight`, `x` (rows, p);
    `row` is that of each answer.
    """

    group: Ints
    level: Ints
    n: Floats
    lower: Floats
    upper: Floats
    cell: Ints
    weight: Floats
    x: Floats
    row: Ints
    free: NDArray[np.bool_]
    start: Floats

    @classmethod
    def of(cls, answers: Answers, n_groups: int, m: int) -> Model:
        """Answers of `n_groups` groups, levels -m to m."""
        level, free, start = _packed(answers, n_groups, m)
        keys, cell, n = np.unique(answers.group * (2 * m + 1) + level + m, return_inverse=True, return_counts=True)
        group, levels = keys // (2 * m + 1), keys % (2 * m + 1) - m
        lower, upper = _moves(levels, m)
        sloped = answers.slope_on.shape[1] > 0
        places = np.arange(len(keys))
        return cls(
            group,
            levels,
            n.astype(np.float64),
            lower * free[group],
            upper * free[group],
            cell=cell if sloped else places,
            weight=np.ones(len(cell)) if sloped else n.astype(np.float64),
            x=answers.slope_on if sloped else np.zeros((len(keys), 0)),
            row=np.arange(len(cell)) if sloped else cell,
            free=free,
            start=start,
        )

    def log_likelihood(self, theta: Floats, slope: Floats) -> float:
        """Of all answers; minus infinity where thresholds are out of order."""
        low, high, width = self._bounds(theta)
        if not (width > 0).all():
            return -np.inf
        a, b = self._at(low, slope), self._at(high, slope)
        shared = self.n @ np.log(-np.expm1(-width))
        return float(shared + self.weight @ (log_expit(b) + log_expit(-a)))

    def derivatives(self, theta: Floats, slope: Floats) -> Derivatives:
        """At these parameters, thresholds in order."""
        below, above, pull = self._tails(theta, slope)
        bend = pull * (1 + pull)
        spread = [self.weight * tail * (1 - tail) for tail in (below, above)]
        first = self._by_cell(-self.weight * below) - self.n * pull, self._by_cell(self.weight * above) + self.n * pull
        second = [self._by_cell(part) + self.n * bend for part in spread]
        by_cell = first[0][:, np.newaxis] * self.lower + first[1][:, np.newaxis] * self.upper
        blocks = (
            np.einsum("c,ci,cj->cij", second[0], self.lower, self.lower)
            + np.einsum("c,ci,cj->cij", second[1], self.upper, self.upper)
            - np.einsum("c,ci,cj->cij", self.n * bend, self.lower, self.upper)
            - np.einsum("c,ci,cj->cij", self.n * bend, self.upper, self.lower)
        )
        # Both bounds move alike with a slope, which leaves the shared term as it is.
        sides = [self._by_cell_and_slope(part) for part in spread]
        border = -np.einsum("ci,cp->cip", self.lower, sides[0]) - np.einsum("ci,cp->cip", self.upper, sides[1])
        return Derivatives(
            self._by_group(by_cell),
            (self.weight * (below - above)) @ self.x,
            self._by_group(blocks) + np.eye(self.free.shape[1]) * (~self.free[:, :, np.newaxis]),
            self._by_group(border),
            np.einsum("r,rp,rq->pq", spread[0] + spread[1], self.x, self.x),
        )

    def scores(self, theta: Floats, slope: Floats) -> Floats:
        """(rows, 1 + m + p): first derivatives of one answer of each row."""
        below, above, pull = self._tails(theta, slope)
        by_low, by_high = -below - pull[self.cell], above + pull[self.cell]
        of_group = by_low[:, np.newaxis] * self.lower[self.cell] + by_high[:, np.newaxis] * self.upper[self.cell]
        return np.concatenate((of_group, (below - above)[:, np.newaxis] * self.x), axis=1)

    def _tails(self, theta: Floats, slope: Floats) -> tuple[Floats, Floats, Floats]:
        """Chances below and above each row's band, and per cell how much a wider band gains."""
        low, high, width = self._bounds(theta)
        # 1 / (e^w - 1), without e^w: thresholds that run away would overflow it.
        pull = np.exp(-width) / -np.expm1(-width)
        return expit(self._at(low, slope)), expit(-self._at(high, slope)), pull

    def _bounds(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Per cell, without slopes: lower and upper bound, and the width between them."""
        edges = np.concatenate((theta[:, 1:], np.full((len(theta), 1), np.inf)), axis=1)
        size = np.abs(self.level)
        outer, inner = edges[self.group, size], edges[self.group, np.maximum(size - 1, 0)]
        low = np.where(self.level > 0, inner, -outer)
        high = np.where(self.level < 0, -inner, outer)
        eta = theta[self.group, 0]
        return low - eta, high - eta, high - low

    def _at(self, bound: Floats, slope: Floats) -> Floats:
        return bound[self.cell] - self.x @ slope if self.x.size else bound[self.cell]

    def _by_cell(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self.cell, values, minlength=len(self.n)), dtype=np.float64)

    def _by_group(self, values: Floats) -> Floats:
        sums = np.zeros((len(self.free), *values.shape[1:]))
        np.add.at(sums, self.group, values)
        return sums

    def _by_cell_and_slope(self, values: Floats) -> Floats:
        sums = np.zeros((len(self.n), self.x.shape[1]))
        for column, x in enumerate(self.x.T):
            sums[:, column] = self._by_cell(values * x)
        return sums


def _packed(answers: Answers, n_groups: int, m: int) -> tuple[Ints, NDArray[np.bool_], Floats]:
    """Levels without gaps, which parameters (groups, 1 + m) are free, and where to start."""
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
    return level, free, start


def _moves(level: Ints, m: int) -> tuple[Floats, Floats]:
    """How lower and upper bound of each cell move with location and thresholds: (cells, 1 + m) each."""
    size, rows = np.abs(level), np.arange(len(level))
    lower, upper = np.zeros((len(level), m + 2)), np.zeros((len(level), m + 2))
    lower[:, 0] = upper[:, 0] = -1.0
    lower[rows, np.where(level > 0, size, size + 1)] = np.where(level > 0, 1.0, -1.0)
    upper[rows, np.where(level < 0, size, size + 1)] = np.where(level < 0, -1.0, 1.0)
    return lower[:, :-1], upper[:, :-1]
