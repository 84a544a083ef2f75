"""How far each table pulls on the parameters of a Bradley–Terry fit: the middle of its sandwich covariance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from evaluator.stats.pair_counts import Comparisons
from evaluator.stats.tally import Floats, Ints

# A matrix of pulls above this many numbers (64 MB) is kept sparse.
_DENSE = 8_000_000


@dataclass(frozen=True, slots=True)
class CellScores:
    """Per cell, the score of one answer by gap and by tie parameter, and whether the answer counts at all."""

    by_gap: Floats
    by_tie: Floats
    counts: NDArray[np.bool_]


def squared_pulls(data: Comparisons, table: Ints, scores: CellScores) -> tuple[Floats, int]:
    """Σ g gᵀ n/(n-1) over the n tables, g a table's summed score by (systems, order effect, tie parameter); and n.

    Votes within a table may hang together in any way; tables are independent (Liang & Zeger, Biometrika 1986; 73:13).
    """
    used = np.bincount(table if scores.counts.all() else table[scores.counts[data.cell]]) > 0
    n_tables, shape = int(used.sum()), (int(table.max(initial=-1)) + 1, data.n_systems + 2)
    pulls = _dense(data, scores, shape) if shape[0] * shape[1] <= _DENSE else _sparse(data, table, scores, shape)
    return pulls * (n_tables / max(n_tables - 1, 1)), n_tables


def _dense(data: Comparisons, scores: CellScores, shape: tuple[int, int]) -> Floats:
    (n_rows, width), k = shape, data.n_systems
    worths, order, tie = np.zeros(n_rows * width), np.zeros(n_rows), np.zeros(n_rows)
    for part in data.parts():
        assert part.table is not None
        cell, start = part.cell, part.table * width
        by_gap = scores.by_gap[cell]
        np.add.at(worths, start + part.first, by_gap)
        np.subtract.at(worths, start + part.second, by_gap)
        np.add.at(tie, part.table, scores.by_tie[cell])
        if part.side is not None:
            np.add.at(order, part.table, by_gap * part.side)
    pulls = worths.reshape(shape)
    pulls[:, k], pulls[:, k + 1] = order, tie
    return np.asarray(pulls.T @ pulls, dtype=np.float64)


def _sparse(data: Comparisons, table: Ints, scores: CellScores, shape: tuple[int, int]) -> Floats:
    cell, k = data.cell, data.n_systems
    by_gap = scores.by_gap[cell]
    order = np.zeros_like(by_gap) if data.side is None else by_gap * data.side
    columns = (data.first, data.second, np.full_like(table, k), np.full_like(table, k + 1))
    values = np.concatenate((by_gap, -by_gap, order, scores.by_tie[cell]))
    pulls = csr_array((values, (np.tile(table, 4), np.concatenate(columns))), shape=shape)
    return np.asarray((pulls.T @ pulls).toarray(), dtype=np.float64)
