"""Krippendorff's α from value counts, with jackknife and bootstrap intervals over tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import krippendorff
import numpy as np

from evaluator.stats.clusters import per_cluster, unique_rows
from evaluator.stats.intervals import Estimate, jackknife_interval, undefined
from evaluator.stats.least import least_coefficient
from evaluator.stats.scattered import reach_above
from evaluator.stats.streams import random_stream
from evaluator.stats.tally import Floats, Ints

Level = Literal["nominal", "ordinal", "interval", "ratio"]

NO_PAIRS = "no table was judged by two raters"
ONE_VALUE = "all answers that could be compared are the same, so agreement by chance can't be told from real"
RESAMPLES = 1_000
# Above this share of resamples with one value only, the others say little about all.
_MOST_UNDEFINED = 0.05
# Weights of resamples drawn at a time: 64 MB.
_WEIGHTS_AT_ONCE = 8_000_000


@dataclass(frozen=True, slots=True)
class _Units:
    """Units that two raters share: counts, the cluster of each, and the values of the columns."""

    counts: Ints
    clusters: Ints
    level: Level
    values: Floats


def alpha(
    counts: Ints, *, level: Level, clusters: Ints | None = None, confidence: float = 0.95, domain: Floats | None = None
) -> Estimate:
    """Krippendorff's α of (units, values) counts, jackknife-t interval over clusters of units (tables).

    The point value is the `krippendorff` library's. Columns are in rising order; `domain` gives their values
    (default 0, 1, 2, …). Krippendorff 2011; assumes clusters are independent. The interval's scale ends
    where α can't be lower; where deviating answers are scattered, reach_above has the upper bound of nominal α.
    """
    units = _units(counts, level, clusters, domain)
    if reason := _why_undefined(units.counts):
        return undefined(reason)
    blocks, pattern = _blocks(units)
    replicates = _alpha_of(blocks.T @ np.bincount(pattern) - blocks, units.level, units.values)
    found = jackknife_interval(_point(units), replicates[pattern], confidence=confidence, low=_least(units))
    return reach_above(found, units.counts, confidence=confidence) if level == "nominal" else found


def alpha_bootstrap(
    counts: Ints,
    *,
    level: Level,
    clusters: Ints | None = None,
    confidence: float = 0.95,
    domain: Floats | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Estimate:
    """α as in `alpha`, with the percentile interval of resampled clusters (Efron & Tibshirani 1993, ch. 13).

    Kept beside the jackknife for comparison: with tens of tables it covers less than it claims. Clusters with the same
    votes are one pattern, so that resamples are multinomial weights and one matrix product.
    """
    units = _units(counts, level, clusters, domain)
    if reason := _why_undefined(units.counts):
        return undefined(reason)
    blocks, pattern = _blocks(units)
    n = np.bincount(pattern)
    point = _point(units)
    if len(pattern) < 2:
        return Estimate(point, note="no interval: it needs two tables or more")
    drawn = _resampled(blocks, n, units, resamples, random_stream(str(seed).encode(), "alpha bootstrap", level))
    known = drawn[np.isfinite(drawn)]
    if len(known) < (1 - _MOST_UNDEFINED) * resamples:
        return Estimate(point, note="no interval: too many resamples hold one answer only")
    low, high = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2])
    if high - low < 1e-12:
        return Estimate(point, note="no interval: nothing varies between tables")
    return Estimate(point, float(low), float(high))


def _units(counts: Ints, level: Level, clusters: Ints | None, domain: Floats | None) -> _Units:
    pairable = counts.sum(axis=1) >= 2
    values = np.arange(counts.shape[1], dtype=np.float64) if domain is None else domain
    labels = np.arange(len(counts)) if clusters is None else clusters
    return _Units(counts[pairable], labels[pairable], level, values)


def _why_undefined(used: Ints) -> str | None:
    if not len(used):
        return NO_PAIRS
    return ONE_VALUE if (used.sum(axis=0) > 0).sum() < 2 else None


def _least(units: _Units) -> float:
    """The lower end of α's scale: of a nominal one what the shares of values allow, else as of an intraclass correlation."""
    if units.level == "nominal":
        return least_coefficient(units.counts, units.counts.sum(axis=0) / units.counts.sum())
    return float(-1 / (units.counts.sum(axis=1).mean() - 1))


def _point(units: _Units) -> float:
    return float(
        krippendorff.alpha(value_counts=units.counts, value_domain=units.values, level_of_measurement=units.level)
    )


def _blocks(units: _Units) -> tuple[Floats, Ints]:
    """Coincidences (patterns, values²) of clusters that differ, and the pattern of each cluster."""
    patterns, pattern = unique_rows(units.counts)
    pairs: Floats = patterns[:, :, np.newaxis] * (patterns[:, np.newaxis, :] - np.eye(patterns.shape[1]))
    each = (pairs / (patterns.sum(axis=1) - 1)[:, np.newaxis, np.newaxis]).reshape(len(patterns), -1)
    labels, cluster = np.unique(units.clusters, return_inverse=True)
    if len(labels) == len(pattern):
        return each, pattern
    sums = per_cluster(each[pattern], cluster)
    _, first, index = np.unique(_fingerprints(pattern, cluster), return_index=True, return_inverse=True)
    return sums[first], index


def _fingerprints(pattern: Ints, cluster: Ints) -> Ints:
    """One number per cluster, equal where two clusters hold the same patterns equally often, in whatever order."""
    weights = random_stream(b"", "fingerprints").integers(1, 2**62, size=int(pattern.max()) + 1)
    found = np.zeros(int(cluster.max()) + 1, dtype=np.int64)
    with np.errstate(over="ignore"):
        np.add.at(found, cluster, weights[pattern])
    return found


def _resampled(blocks: Floats, n: Ints, units: _Units, resamples: int, rng: np.random.Generator) -> Floats:
    """α of each resample; NaN where it holds one value only."""
    step = max(1, _WEIGHTS_AT_ONCE // len(n))
    sizes = [min(step, resamples - start) for start in range(0, resamples, step)]
    weights = (rng.multinomial(int(n.sum()), n / n.sum(), size) for size in sizes)
    return np.concatenate([_alpha_of(w.astype(np.float64) @ blocks, units.level, units.values) for w in weights])


def _alpha_of(coincidences: Floats, level: Level, values: Floats) -> Floats:
    """α of each row of coincidences (rows, values²); NaN where only one value is left."""
    observed = coincidences.reshape(-1, len(values), len(values))
    marginals = observed.sum(axis=2)
    distances = _distances(marginals, level, values)
    disagreement = np.einsum("nij,nij->n", observed, distances)
    expected = np.einsum("ni,nij,nj->n", marginals, distances, marginals)
    # Counts are whole numbers, so an expected disagreement this small is rounding around zero.
    ratio = np.divide(disagreement, expected, out=np.full(len(observed), np.nan), where=expected > 1e-9)
    return np.asarray(1 - (marginals.sum(axis=1) - 1) * ratio, dtype=np.float64)


def _distances(marginals: Floats, level: Level, values: Floats) -> Floats:
    """Squared distances (rows, values, values); ordinal ones are between mid-ranks."""
    shape = len(marginals), len(values), len(values)
    if level == "nominal":
        return np.broadcast_to(1 - np.eye(len(values)), shape)
    ranks = np.cumsum(marginals, axis=1) - marginals / 2 if level == "ordinal" else values[np.newaxis]
    gaps = ranks[:, :, np.newaxis] - ranks[:, np.newaxis, :]
    if level == "ratio":
        sums = ranks[:, :, np.newaxis] + ranks[:, np.newaxis, :]
        gaps = np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums != 0)
    return np.broadcast_to(np.square(gaps), shape)
