"""Mixture boundaries: how far a sum may stray from 0 at any time, by chance alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from scipy.special import betainc, betaln, log_ndtr


class Mixture(Protocol):
    """A supermartingale of a sum s with intrinsic time v (variance so far)."""

    def log_supermartingale(self, s: float, v: float) -> float:
        """Its logarithm, rising in s for s > 0."""
        ...


@dataclass(frozen=True, slots=True)
class NormalMixture:
    """Normal (two-sided) or half-normal mixture for sub-Gaussian sums (Howard et al., Ann Stat 2021; 49:1055)."""

    rho: float
    two_sided: bool = True

    def log_supermartingale(self, s: float, v: float) -> float:
        """½ log(ρ / (v + ρ)) + s² / 2(v + ρ), and for one side log 2Φ(s / √(v + ρ)) on top."""
        total = v + self.rho
        value = math.log(self.rho / total) / 2 + s * s / (2 * total)
        return value if self.two_sided else value + math.log(2) + float(log_ndtr(s / math.sqrt(total)))


@dataclass(frozen=True, slots=True)
class BetaBinomialMixture:
    """Mixture for sums of independent values with mean 0 in [-g, h]: wins and losses of tables, for example."""

    rho: float
    g: float
    h: float
    two_sided: bool = True

    def log_supermartingale(self, s: float, v: float) -> float:
        """Howard et al. 2021, proposition 7."""
        g, h = self.g, self.h
        r = max(self.rho - g * h, 1e-3 * g * h)
        edge = 1.0 if self.two_sided else h / (g + h)
        down, up = (v - g * s) / (g * (g + h)), (v + h * s) / (h * (g + h))
        start = _log_beta(r / (g * (g + h)), r / (h * (g + h)), edge)
        grown = _log_beta(r / (g * (g + h)) + down, r / (h * (g + h)) + up, edge)
        return v / (g * h) * math.log(g + h) - up * math.log(g) - down * math.log(h) + grown - start


def best_rho(v: float, alpha: float, *, two_sided: bool = True) -> float:
    """ρ of the normal mixture that is tightest at intrinsic time v."""
    a = alpha if two_sided else 2 * alpha
    return v / (2 * math.log(1 / a) + math.log(1 + 2 * math.log(1 / a)))


def boundary(mixture: Mixture, v: float, *, alpha: float, reach: float) -> float:
    """The s, up to `reach`, at which the supermartingale is 1 / α: crossed at any time with chance α at most."""
    return _rising_root(lambda s: mixture.log_supermartingale(s, v) + math.log(alpha), reach)


def _log_beta(a: float, b: float, edge: float) -> float:
    """Logarithm of the incomplete beta function, not regularised."""
    return float(betaln(a, b)) + (math.log(float(betainc(a, b, edge))) if edge < 1 else 0.0)


def _rising_root(rising: Callable[[float], float], reach: float) -> float:
    low, high = 0.0, reach
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2
