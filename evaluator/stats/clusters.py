"""Sums over clusters: the units of one table hang together, tables do not."""

from __future__ import annotations

import numpy as np

from evaluator.stats.tally import Floats, Ints


def per_cluster(rows: Floats, clusters: Ints) -> Floats:
    """Rows summed by cluster label, clusters in sorted order."""
    _, index = np.unique(clusters, return_inverse=True)
    sums = np.zeros((int(index.max(initial=-1)) + 1, rows.shape[1]))
    np.add.at(sums, index, rows)
    return sums


def unique_rows(counts: Ints) -> tuple[Ints, Ints]:
    """The distinct rows of counts (units, values) in some order, and which of them each unit is."""
    base, width = int(counts.max(initial=0)) + 1, counts.shape[1]
    if width * np.log2(base) < 62:
        # One number per row sorts several times faster than the row itself.
        key = counts @ (base ** np.arange(width, dtype=np.int64))
        _, first, index = np.unique(key, return_index=True, return_inverse=True)
        return counts[first], index
    rows, index = np.unique(counts, axis=0, return_inverse=True)
    return rows, index.ravel()
