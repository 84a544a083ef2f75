"""Intervals that are common and that this project does not print, to show why."""

from __future__ import annotations

import numpy as np

from bench.coverage.method import CONFIDENCE
from evaluator.stats.intervals import Estimate, mean_interval
from evaluator.stats.tally import HALF_POINTS, Floats, Ints, Tally

_RESAMPLES = 500
_EDGES = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)


def psi_over_votes(study: Tally) -> Estimate:
    """ψ with every vote taken as independent of all others."""
    return mean_interval(HALF_POINTS[study.judged.code] / 2, confidence=CONFIDENCE)


def alpha_bootstrap(counts: Ints) -> Estimate:
    """Nominal α with the percentile interval over resampled tables, as most programs print it."""
    used = counts[counts.sum(axis=1) >= 2].astype(np.float64)
    n, values = used.shape
    pairs = used[:, :, np.newaxis] * used[:, np.newaxis, :] - used[:, :, np.newaxis] * np.eye(values)
    by_table = (pairs / (used.sum(axis=1) - 1)[:, np.newaxis, np.newaxis]).reshape(n, -1)
    # One seed for all studies: they are independent of each other, and of the weights.
    weights = np.random.default_rng(n).multinomial(n, np.full(n, 1 / n), size=_RESAMPLES)
    low, high = np.quantile(_alpha(weights @ by_table, values), _EDGES)
    return Estimate(float(_alpha(by_table.sum(axis=0)[np.newaxis], values)[0]), float(low), float(high))


def _alpha(sums: Floats, values: int) -> Floats:
    coincidences = sums.reshape(-1, values, values)
    shares = coincidences.sum(axis=2)
    total = shares.sum(axis=1)
    observed = total - np.trace(coincidences, axis1=1, axis2=2)
    expected = (total**2 - np.square(shares).sum(axis=1)) / (total - 1)
    # Resamples with one value only have perfect agreement, as most programs take it.
    return np.asarray(1 - np.divide(observed, expected, out=np.zeros_like(total), where=expected > 0))
