"""Raw agreement, AC1 and Fleiss' κ from value counts: how many raters gave each unit each value."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evaluator.stats.alpha import NO_PAIRS, ONE_VALUE
from evaluator.stats.clusters import per_cluster
from evaluator.stats.intervals import Estimate, jackknife_interval, share_jackknife, t_interval, undefined
from evaluator.stats.least import least_agreement, least_coefficient
from evaluator.stats.scattered import reach_above
from evaluator.stats.tally import Floats, Ints

# Chance agreement of each row of shares (rows, values).
Chance = Callable[[Floats], Floats]


def raw_agreement(counts: Ints, *, clusters: Ints | None = None, confidence: float = 0.95) -> Estimate:
    """Mean over units of the share of rater pairs that agree, Wilson's interval over clusters (see share_jackknife).

    The interval's scale starts at the least agreement that so many raters can have on so many values.
    """
    pairable = counts.sum(axis=1) >= 2
    if not pairable.any():
        return undefined(NO_PAIRS)
    used = counts[pairable]
    shares = _pair_agreement(used)
    sums = per_cluster(
        np.column_stack((shares, np.ones(len(shares)))),
        np.arange(len(used)) if clusters is None else clusters[pairable],
    )
    if shares.min() == shares.max() == 1.0:
        return t_interval(len(sums), 1.0, 0.0, confidence)
    return share_jackknife(
        float(shares.mean()), _ratio_replicates(sums), confidence=confidence, low=least_agreement(used)
    )


def ac1(counts: Ints, *, clusters: Ints | None = None, confidence: float = 0.95) -> Estimate:
    """Gwet's AC1 for any number of raters with gaps (Br J Math Stat Psychol 2008; 61:29), jackknife-t interval.

    Every column is a value of the scale, used or not: the chance term Σ π (1 - π) / (values - 1) divides by their
    number less one. The interval's scale ends at -1 / (raters - 1).
    """
    shared = _shared(counts)
    found = _corrected(counts, _gwet_chance, clusters) if len(shared) else NO_PAIRS
    if isinstance(found, str):
        return undefined(found)
    return jackknife_interval(*found, confidence=confidence, low=float(-1 / (shared.sum(axis=1).mean() - 1)))


def fleiss_kappa(counts: Ints, *, clusters: Ints | None = None, confidence: float = 0.95) -> Estimate:
    """Fleiss' κ (Psychol Bull 1971; 76:378), jackknife-t interval.

    With gaps in Gwet's form (Handbook of Inter-Rater Reliability, 4th ed. 2014): agreement over units that two raters
    share, chance Σ π² from the mean share π of each value over all units; without gaps that is Fleiss' own. The
    interval takes out that κ is too low by (1 - κ) / answers on average, which α is not; where deviating answers are
    scattered, reach_above has the upper bound.
    """
    shared = _shared(counts)
    found = _corrected(counts, _fleiss_chance, clusters) if len(shared) else NO_PAIRS
    if isinstance(found, str):
        return undefined(found)
    point, replicates = found
    shares = shared.sum(axis=0) / shared.sum()
    low = least_coefficient(shared, shares) if float(shares.max()) < 1 else -1.0
    bias = -(1 - point) / int(shared.sum())
    interval = jackknife_interval(point, replicates, confidence=confidence, low=low, bias=bias)
    return reach_above(interval, shared, confidence=confidence)


def fleiss_category_kappas(counts: Ints) -> tuple[float | None, ...]:
    """Fleiss' κ of each value against the rest; None for a value that is never or always given.

    Raises ValueError unless every unit has the same number of raters, two at least.
    """
    raters = counts.sum(axis=1)
    if not len(counts) or (raters != raters[0]).any() or raters[0] < 2:
        raise ValueError("Fleiss' kappa by value needs the same number of raters, two at least, on every unit")
    shares, m = counts.sum(axis=0) / counts.sum(), int(raters[0])
    split = (counts * (m - counts)).sum(axis=0) / (len(counts) * m * (m - 1))
    spread = shares * (1 - shares)
    return tuple(float(1 - s / v) if v > 0 else None for s, v in zip(split, spread, strict=True))


def _shared(counts: Ints) -> Ints:
    """The units that two raters judged."""
    return np.asarray(counts[counts.sum(axis=1) >= 2], dtype=np.int64)


def _corrected(counts: Ints, chance: Chance, clusters: Ints | None) -> tuple[float, Floats] | str:
    """(agreement - chance) / (1 - chance), and without each cluster in turn; or why there is none."""
    rated = counts.sum(axis=1) >= 1
    used = counts[rated]
    parts = per_cluster(_parts(used), np.arange(len(used)) if clusters is None else clusters[rated])
    whole = parts.sum(axis=0)
    # A table that nobody shares moves only the chance term; it is no replicate of the agreement.
    shared = parts[:, 1] > 0
    point = float(_coefficient(whole[np.newaxis], chance)[0])
    if np.isnan(point):
        return ONE_VALUE
    return point, _coefficient(whole - parts[shared], chance)


def _parts(rated: Ints) -> Floats:
    """Per unit: agreement, whether two raters share it, 1, and the share of each value."""
    shared = rated.sum(axis=1) >= 2
    agreement = np.zeros(len(rated))
    agreement[shared] = _pair_agreement(rated[shared])
    return np.column_stack((agreement, shared, np.ones(len(rated)), rated / rated.sum(axis=1, keepdims=True)))


def _coefficient(sums: Floats, chance: Chance) -> Floats:
    """The coefficient of each row of summed parts; NaN where no unit is shared, or one value is all there is."""
    nothing: Floats = np.full(len(sums), np.nan)
    agreement = np.divide(sums[:, 0], sums[:, 1], out=nothing.copy(), where=sums[:, 1] > 0.5)
    by_chance = chance(sums[:, 3:] / np.maximum(sums[:, 2:3], 1))
    return np.divide(agreement - by_chance, 1 - by_chance, out=nothing, where=by_chance < 1 - 1e-12)


def _gwet_chance(shares: Floats) -> Floats:
    if shares.shape[1] < 2:
        return np.ones(len(shares))
    return np.asarray((shares * (1 - shares)).sum(axis=1) / (shares.shape[1] - 1), dtype=np.float64)


def _fleiss_chance(shares: Floats) -> Floats:
    return np.asarray(np.square(shares).sum(axis=1), dtype=np.float64)


def _pair_agreement(counts: Ints) -> Floats:
    raters = counts.sum(axis=1)
    return np.asarray((counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1)), dtype=np.float64)


def _ratio_replicates(sums: Floats) -> Floats:
    left_out: Floats = sums.sum(axis=0) - sums
    nothing: Floats = np.full(len(sums), np.nan)
    return np.divide(left_out[:, 0], left_out[:, 1], out=nothing, where=left_out[:, 1] > 0)
