"""The log-likelihood of a Bradley–Terry model in all its parameters, its derivatives and its maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluator.stats.pair_counts import Counts
from evaluator.stats.tally import Floats, Ints
from evaluator.stats.tie_models import TieModel

_STEPS = 100
# Newton doubles the correct digits with each step, so that a step this short leaves nothing to correct.
_TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The log-likelihood of counts in K log worths, order effect and tie parameter; those not `free` are fixed."""

    counts: Counts
    model: TieModel
    group: Ints
    free: NDArray[np.bool_]

    @classmethod
    def of(cls, counts: Counts, model: TieModel, group: Ints, *, order_effect: bool) -> Likelihood:
        """Of these counts, with or without an order effect."""
        free = np.ones(counts.n_systems + 2, dtype=bool)
        free[-2:] = order_effect, model.has_tie_parameter
        return cls(counts, model, group, free)

    @property
    def start(self) -> Floats:
        """Equal systems and no order effect."""
        n_ties = self.counts.ties.sum()
        n = n_ties + self.counts.wins.sum() + self.counts.losses.sum()
        tie = self.model.start(float(n_ties / n)) if self.model.has_tie_parameter else 0.0
        return np.append(np.zeros(self.counts.n_systems + 1), tie)

    def value(self, at: Floats) -> float:
        """The log-likelihood."""
        return self.model.log_likelihood(*self._answers, self._gap(at), float(at[-1]))

    def gradient(self, at: Floats) -> Floats:
        """First derivatives (K + 2)."""
        k, counts = self.counts.n_systems, self.counts
        by_gap, by_tie = self.model.scores(*self._answers, self._gap(at), float(at[-1]))
        worths = np.bincount(counts.first, by_gap, k) - np.bincount(counts.second, by_gap, k)
        return np.append(worths, [by_gap @ counts.side, by_tie.sum()]) * self.free

    def information(self, at: Floats) -> Floats:
        """Minus the second derivatives (K + 2, K + 2); directions that nothing moves are 0."""
        k, counts = self.counts.n_systems, self.counts
        by_gap, mixed, by_tie = self.model.information(*self._answers, self._gap(at), float(at[-1]))
        found = np.zeros((k + 2, k + 2))
        found[:k, :k] = -np.bincount(counts.first * k + counts.second, by_gap, k * k).reshape(k, k)
        found[:k, :k] += found[:k, :k].T.copy()
        np.fill_diagonal(found, -found.sum(axis=0))
        for column, moved in ((k, by_gap * counts.side), (k + 1, mixed)):
            found[:k, column] = np.bincount(counts.first, moved, k) - np.bincount(counts.second, moved, k)
            found[column, :k] = found[:k, column]
        found[k:, k:] = [
            [(by_gap * counts.side) @ counts.side, mixed @ counts.side],
            [mixed @ counts.side, by_tie.sum()],
        ]
        found[:, ~self.free] = found[~self.free, :] = 0.0
        return found

    @property
    def _answers(self) -> tuple[Floats, Floats, Floats]:
        return self.counts.wins, self.counts.ties, self.counts.losses

    def _gap(self, at: Floats) -> Floats:
        return np.asarray(at[self.counts.first] - at[self.counts.second] + at[-2] * self.counts.side)


def maximum(likelihood: Likelihood) -> Floats:
    """Newton's method from equal systems; a step is halved until the likelihood, which is concave, doesn't fall."""
    at = likelihood.start
    best = likelihood.value(at)
    for _ in range(_STEPS):
        step: Floats = np.linalg.solve(_pinned(likelihood, at)[0], likelihood.gradient(at)).astype(
            np.float64, copy=False
        )
        at, best, moved = _ascend(likelihood, at, best, step)
        if moved < _TOLERANCE:
            break
    return at


def inverse_information(likelihood: Likelihood, at: Floats) -> Floats:
    """Covariance (K + 2, K + 2) of independent votes, log worths counted from their group's mean; 0 where fixed."""
    information, pin = _pinned(likelihood, at)
    size = np.bincount(likelihood.group)[likelihood.group]
    inverse = np.linalg.inv(information) * np.outer(likelihood.free, likelihood.free)
    # The pin of each group's level adds the same amount to all its entries of the inverse.
    inverse[:-2, :-2] -= _same_group(likelihood.group) / (pin * np.square(size))
    return np.asarray(inverse, dtype=np.float64)


def _pinned(likelihood: Likelihood, at: Floats) -> tuple[Floats, float]:
    """The information made invertible: each group's level held by the pin returned, fixed parameters by themselves."""
    information = likelihood.information(at)
    pin = max(float(np.diag(information).mean()), 1e-3)
    information[:-2, :-2] += pin * _same_group(likelihood.group)
    fixed = np.flatnonzero(~likelihood.free)
    information[fixed, fixed] = 1.0
    return information, pin


def _same_group(group: Ints) -> NDArray[np.bool_]:
    return np.equal.outer(group, group)


def _ascend(likelihood: Likelihood, at: Floats, best: float, step: Floats) -> tuple[Floats, float, float]:
    """Parameters, log-likelihood and longest move after the step."""
    for halving in range(40):
        part = step / 2**halving
        new = likelihood.value(at + part)
        if new >= best - 1e-12 * abs(best):
            return at + part, new, float(np.abs(part).max())
    return at, best, 0.0
