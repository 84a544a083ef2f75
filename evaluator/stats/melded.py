"""Exact interval for the difference of matched shares that agrees with the sign test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaincinv

from evaluator.stats.intervals import Estimate, undefined
from evaluator.stats.tally import Floats


def _nodes(n: int) -> tuple[Floats, Floats]:
    """Chances and weights to integrate over the quantiles of a beta variable, crowded where these bend: at 0 and 1."""
    x, weight = np.polynomial.legendre.leggauss(n)
    t = (x + 1) / 2
    return t**3 * (10 - 15 * t + 6 * t**2), 15 * weight * t**2 * (1 - t) ** 2


# Errors below 1e-8 for up to thousands of pairs.
_NODES, _WEIGHTS = _nodes(60)
_STEPS = 100
_SMALL = 1e-12


def sign_compatible(b: int, c: int, n: int, *, confidence: float = 0.95, chance: float = 0.5) -> Estimate:
    """(b - c) / n of n matched pairs, whose interval leaves out 0 exactly when the sign test of b and c rejects.

    Fay & Lumbard, Stat Med 2021; 40:1147: θ, the share of discordant pairs, and β, the share of b among those, each
    with its Clopper–Pearson confidence distribution, are melded into θ (β - chance) / (1 - chance); at chance ½ that
    is θ (2β - 1). Another chance serves guesses among more than two kinds. Assumes independent pairs.
    """
    if n == 0:
        return undefined("there are no cases")
    m, worst, edge = b + c, -chance / (1 - chance), (1 - confidence) / 2
    estimate = (b + c * worst) / n
    if m == 0:
        reach = float(betaincinv(1, n, 1 - edge))
        return Estimate(estimate, worst * reach, reach)
    many, few = _Beta(m + 1, n - m), _Beta(m, n - m + 1)
    low, high = worst, 1.0
    if c < n:
        low = _crossing(lambda d: _cdf(d, few if d > 0 else many, _Beta(b, c + 1), chance) - edge, worst)
    if b < n:
        high = _crossing(lambda d: _cdf(d, many if d > 0 else few, _Beta(b + 1, c), chance) - 1 + edge, worst)
    return Estimate(estimate, low, high)


@dataclass(frozen=True, slots=True)
class _Beta:
    """A beta distribution; with a = 0 all of it lies at 0, with b = 0 at 1."""

    a: int
    b: int

    def cdf(self, x: Floats) -> Floats:
        if self.a == 0 or self.b == 0:
            return (x >= (self.b == 0)).astype(np.float64)
        return np.asarray(betainc(self.a, self.b, x.clip(0, 1)), dtype=np.float64)

    def quantile(self, chance: Floats) -> Floats:
        if self.a == 0 or self.b == 0:
            return np.full_like(chance, float(self.b == 0))
        return np.asarray(betaincinv(self.a, self.b, chance), dtype=np.float64)


def _cdf(delta: float, share: _Beta, wins: _Beta, chance: float) -> float:
    """P(θ (β - chance) / (1 - chance) <= δ) for independent θ and β, by quadrature over the quantiles of θ."""
    # A smaller θ can't reach δ, whatever β is.
    least = delta if delta > 0 else -delta * (1 - chance) / chance
    start = float(share.cdf(np.array([least]))[0]) if least > 0 else 0.0
    theta = share.quantile(start + (1 - start) * _NODES)
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.where(theta > 0, chance + (1 - chance) * delta / theta, chance)
    inside = (1 - start) * float(_WEIGHTS @ wins.cdf(needed))
    return inside + (start if delta > 0 else 0.0)


def _crossing(rising: Callable[[float], float], low: float, high: float = 1.0) -> float:
    """Root of a function that rises from below 0 to above it, by the Illinois method."""
    at_low, at_high = rising(low), rising(high)
    side = 0
    for _ in range(_STEPS):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        value = rising(middle)
        if abs(value) < _SMALL or high - low < _SMALL:
            return middle
        # An end that stays twice counts for half, or it would stay for good.
        if value < 0:
            low, at_low, at_high, side = middle, value, at_high / 2 if side < 0 else at_high, -1
        else:
            high, at_high, at_low, side = middle, value, at_low / 2 if side > 0 else at_low, 1
    return (low + high) / 2
