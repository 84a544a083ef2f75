"""The least agreement that raters can have, given how many they are and what they say on the whole."""

from __future__ import annotations

import numpy as np

from evaluator.stats.tally import Floats, Ints


def least_agreement(counts: Ints) -> float:
    """Mean over units (units, values) of the share of rater pairs that agree when votes spread as evenly as can be."""
    raters, values = counts.sum(axis=1), counts.shape[1]
    each, more = raters // values, raters % values
    alike = more * (each + 1) * each + (values - more) * each * (each - 1)
    return float((alike / (raters * (raters - 1))).mean())


def least_coefficient(counts: Ints, shares: Floats) -> float:
    """Below which no chance-corrected coefficient with chance Σ share² comes; `shares` are those of the values.

    Where one value has share p > ½, two votes agree on it with chance 2p - 1 at least. Less 1 / answers, so that no
    figure comes to lie on the end of its scale.
    """
    agreement = max(least_agreement(counts), 2 * float(shares.max()) - 1)
    return corrected(agreement, float(np.square(shares).sum())) - 1 / int(counts.sum())


def least_kappa(table: Floats) -> float:
    """The same for two raters and their (K, K) table."""
    n = float(table.sum())
    first, second = table.sum(axis=1) / n, table.sum(axis=0) / n
    agreement = max(0.0, float((first + second).max()) - 1)
    return corrected(agreement, float(first @ second)) - 1 / (2 * n)


def corrected(agreement: float, chance: float) -> float:
    """(agreement - chance) / (1 - chance)."""
    return (agreement - chance) / (1 - chance)
