"""Agreement coefficients from value counts: how many raters gave each unit each value."""

from __future__ import annotations

from typing import Literal

import krippendorff
import numpy as np

from evaluator.stats.intervals import Estimate, jackknife_interval, mean_interval, undefined
from evaluator.stats.tally import Floats, Ints

Level = Literal["nominal", "ordinal", "interval", "ratio"]

_NO_PAIRS = "no table was judged by two raters"
_ONE_VALUE = "all answers that could be compared are the same, so agreement by chance can't be told from real"


def alpha(
    counts: Ints, *, level: Level, clusters: Ints | None = None, confidence: float = 0.95, domain: Floats | None = None
) -> Estimate:
    """Krippendorff's α of (units, values) counts, jackknife-t interval over clusters of units (tables).

    The point value is the `krippendorff` library's. Columns are in rising order; `domain` gives their values
    (default 0, 1, 2, …). Krippendorff 2011; assumes clusters are independent.
    """
    pairable = counts.sum(axis=1) >= 2
    used = counts[pairable]
    if reason := _why_undefined(used):
        return undefined(reason)
    values = np.arange(counts.shape[1], dtype=np.float64) if domain is None else domain
    point = krippendorff.alpha(value_counts=used, value_domain=values, level_of_measurement=level)
    labels = np.arange(len(used)) if clusters is None else clusters[pairable]
    return jackknife_interval(float(point), _alpha_replicates(used, labels, level, values), confidence=confidence)


def raw_agreement(counts: Ints, *, clusters: Ints | None = None, confidence: float = 0.95) -> Estimate:
    """Mean over units of the share of rater pairs that agree; t interval, or jackknife over clusters."""
    pairable = counts.sum(axis=1) >= 2
    if not pairable.any():
        return undefined(_NO_PAIRS)
    shares = _pair_agreement(counts[pairable])
    if clusters is None:
        return mean_interval(shares, confidence=confidence)
    sums = _per_cluster(np.column_stack((shares, np.ones(len(shares)))), clusters[pairable])
    if len(sums) == len(shares):
        return mean_interval(shares, confidence=confidence)
    return jackknife_interval(float(shares.mean()), _ratio_replicates(sums), confidence=confidence, low=0.0)


def ac1(counts: Ints, *, clusters: Ints | None = None, confidence: float = 0.95) -> Estimate:
    """Gwet's AC1 for any number of raters with gaps (Br J Math Stat Psychol 2008; 61:29), jackknife-t interval.

    Every column is a value of the scale, used or not: the chance term divides by their number less one.
    """
    rated = counts[counts.sum(axis=1) >= 1]
    labels = np.arange(len(rated)) if clusters is None else clusters[counts.sum(axis=1) >= 1]
    if (rated.sum(axis=1) < 2).all():
        return undefined(_NO_PAIRS)
    if counts.shape[1] < 2:
        return undefined(_ONE_VALUE)
    parts = _per_cluster(_ac1_parts(rated), labels)
    whole = parts.sum(axis=0)
    point = float(_ac1_of(whole[np.newaxis])[0])
    # A table that nobody shares moves only the chance term; it is no replicate of the agreement.
    shared = parts[:, 1] > 0
    return jackknife_interval(point, _ac1_of(whole - parts[shared]), confidence=confidence)


def cohen_kappa(table: Ints) -> float | None:
    """Cohen's κ of a square (first rater, second rater) table; None when chance alone explains everything."""
    n = int(table.sum())
    chance = float(table.sum(axis=0) @ table.sum(axis=1)) / (n * n) if n else 1.0
    return None if chance == 1.0 else (float(np.trace(table)) / n - chance) / (1 - chance)


def fleiss_kappa(counts: Ints) -> float | None:
    """Fleiss' κ (Psychol Bull 1971; 76:378); None when one value is all there is.

    Raises ValueError unless every unit has the same number of raters, two at least.
    """
    shares = _fleiss_shares(counts)
    chance = float(np.square(shares).sum())
    return None if chance == 1.0 else (float(_pair_agreement(counts).mean()) - chance) / (1 - chance)


def fleiss_category_kappas(counts: Ints) -> tuple[float | None, ...]:
    """Fleiss' κ of each value against the rest; None for a value that is never or always given."""
    shares, m = _fleiss_shares(counts), int(counts[0].sum())
    split = (counts * (m - counts)).sum(axis=0) / (len(counts) * m * (m - 1))
    spread = shares * (1 - shares)
    return tuple(float(1 - s / v) if v > 0 else None for s, v in zip(split, spread, strict=True))


def _why_undefined(used: Ints) -> str | None:
    if not len(used):
        return _NO_PAIRS
    return _ONE_VALUE if (used.sum(axis=0) > 0).sum() < 2 else None


def _alpha_replicates(counts: Ints, clusters: Ints, level: Level, values: Floats) -> Floats:
    """α without each cluster in turn; NaN where only one value is left."""
    pairs = counts[:, :, np.newaxis] * counts[:, np.newaxis, :] - counts[:, :, np.newaxis] * np.eye(counts.shape[1])
    per_unit = pairs / (counts.sum(axis=1) - 1)[:, np.newaxis, np.newaxis]
    blocks = _per_cluster(per_unit.reshape(len(counts), -1), clusters).reshape(-1, *per_unit.shape[1:])
    observed = blocks.sum(axis=0) - blocks
    marginals = observed.sum(axis=2)
    distances = _distances(marginals, level, values)
    disagreement = (observed * distances).sum(axis=(1, 2))
    expected = (marginals[:, :, np.newaxis] * marginals[:, np.newaxis, :] * distances).sum(axis=(1, 2))
    # Counts are whole numbers, so an expected disagreement this small is rounding around zero.
    defined = expected > 1e-9
    ratio = np.divide(disagreement, expected, out=np.full(len(blocks), np.nan), where=defined)
    return np.asarray(1 - (marginals.sum(axis=1) - 1) * ratio, dtype=np.float64)


def _distances(marginals: Floats, level: Level, values: Floats) -> Floats:
    """Squared distances (replicates, values, values); ordinal ones are between mid-ranks."""
    if level == "nominal":
        return np.broadcast_to(1 - np.eye(len(values)), (len(marginals), len(values), len(values)))
    ranks = np.cumsum(marginals, axis=1) - marginals / 2 if level == "ordinal" else values[np.newaxis]
    gaps = ranks[:, :, np.newaxis] - ranks[:, np.newaxis, :]
    if level == "ratio":
        sums = ranks[:, :, np.newaxis] + ranks[:, np.newaxis, :]
        gaps = np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums != 0)
    return np.broadcast_to(np.square(gaps), (len(marginals), len(values), len(values)))


def _per_cluster(rows: Floats, clusters: Ints) -> Floats:
    """Rows summed by cluster label, clusters in sorted order."""
    _, index = np.unique(clusters, return_inverse=True)
    sums = np.zeros((int(index.max()) + 1, rows.shape[1]))
    np.add.at(sums, index, rows)
    return sums


def _pair_agreement(counts: Ints) -> Floats:
    raters = counts.sum(axis=1)
    return np.asarray((counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1)), dtype=np.float64)


def _ratio_replicates(sums: Floats) -> Floats:
    left_out: Floats = sums.sum(axis=0) - sums
    nothing: Floats = np.full(len(sums), np.nan)
    return np.divide(left_out[:, 0], left_out[:, 1], out=nothing, where=left_out[:, 1] > 0)


def _ac1_parts(rated: Ints) -> Floats:
    """Per unit: agreement, whether two raters share it, 1, and the share of each value."""
    shared = rated.sum(axis=1) >= 2
    agreement = np.zeros(len(rated))
    agreement[shared] = _pair_agreement(rated[shared])
    return np.column_stack((agreement, shared, np.ones(len(rated)), rated / rated.sum(axis=1, keepdims=True)))


def _ac1_of(sums: Floats) -> Floats:
    agreement = np.divide(sums[:, 0], sums[:, 1], out=np.full(len(sums), np.nan), where=sums[:, 1] > 0.5)
    shares = sums[:, 3:] / np.maximum(sums[:, 2:3], 1)
    chance = (shares * (1 - shares)).sum(axis=1) / (shares.shape[1] - 1)
    return np.asarray((agreement - chance) / (1 - chance), dtype=np.float64)


def _fleiss_shares(counts: Ints) -> Floats:
    raters = counts.sum(axis=1)
    if not len(counts) or (raters != raters[0]).any() or raters[0] < 2:
        raise ValueError("Fleiss' kappa needs the same number of raters, two at least, on every unit")
    return np.asarray(counts.sum(axis=0) / counts.sum(), dtype=np.float64)
