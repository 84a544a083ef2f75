"""An exact upper bound of α and κ where raters agree on nothing but the prevailing answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evaluator.stats.intervals import Estimate
from evaluator.stats.tally import Ints

SCATTERED = (
    "no two raters agree on any answer but the prevailing one: exact bound above in place of the jackknife's; read AC1"
)


def reach_above(interval: Estimate, counts: Ints, *, confidence: float) -> Estimate:
    """Raise the upper bound of a nominal α or κ of (units, values) counts where deviating answers are scattered.

    The jackknife then sees how many deviating answers there are, and nothing of how often the next would be shared. Each
    of the N pairs of raters who differ might have agreed on the deviating answer, and none did: of 0 in N, Clopper and
    Pearson's bound is 1 - edge^(1/N), and that share less of disagreement makes 1 - α smaller by edge^(1/N).
    """
    differing = _differing_pairs(counts)
    if interval.estimate is None or interval.high is None or not differing or not _scattered(counts):
        return interval
    edge = (1 - confidence) / 2
    bound = 1 - (1 - interval.estimate) * edge ** (1 / differing)
    return replace(interval, high=float(bound), note=SCATTERED) if bound > interval.high else interval


def _scattered(counts: Ints) -> bool:
    deviating = np.delete(counts, counts.sum(axis=0).argmax(), axis=1)
    return bool((deviating <= 1).all())


def _differing_pairs(counts: Ints) -> int:
    raters = counts.sum(axis=1)
    return int((raters * (raters - 1) - (counts * (counts - 1)).sum(axis=1)).sum()) // 2
