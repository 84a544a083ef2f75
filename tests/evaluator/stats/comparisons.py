"""Comparisons to fit: from rows of counts, at random, and votes that a model expects."""

import numpy as np
from hypothesis import strategies as st

from evaluator.stats.pair_counts import Comparisons, Counts
from evaluator.stats.tally import Floats

Row = tuple[int, int, float, float, float]


def counts_of(rows: list[Row], *, n_systems: int | None = None, side: list[int] | None = None) -> Counts:
    """Rows of first, second, wins of the first, ties, losses; sides are unknown unless given."""
    columns = np.array(rows, dtype=float).reshape(-1, 5).T
    first, second = columns[:2].astype(np.int64)
    sides = np.zeros(len(rows), dtype=np.int64) if side is None else np.array(side, dtype=np.int64)
    k = int(max(first.max(), second.max())) + 1 if n_systems is None else n_systems
    return Counts(k, first, second, sides, *columns[2:])


@st.composite
def random_comparisons(draw: st.DrawFn, *, n_systems: int = 4, ties: bool = True) -> Comparisons:
    """Enough votes at random, on 8 tables and both sides, for every worth to be finite."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pairs = np.array([(i, j) for i in range(n_systems) for j in range(n_systems) if i != j])
    # Every pair both ways round has at least one win, one loss and, if any, one tie.
    outcomes = [0, 1, 2] if ties else [0, 2]
    certain = np.array([(*pair, way) for pair in pairs for way in outcomes])
    extra = rng.integers(0, 80)
    chance = np.column_stack((pairs[rng.integers(0, len(pairs), extra)], rng.choice(outcomes, extra)))
    first, second, outcome = np.concatenate((certain, chance)).T
    n = len(first)
    side = np.where(np.arange(n) < len(certain), np.where(first < second, 1, -1), rng.choice([-1, 1], n))
    return Comparisons.of(n_systems, first, second, outcome, side=side, table=rng.integers(0, 8, n))


def expected_votes(
    log_worth: list[float], *, order: float, ties: str, tie: float, n: float = 1000.0
) -> tuple[Counts, Floats]:
    """The votes that a model expects of every pair on either side, and the log worths with mean 0."""
    rows: list[Row] = []
    sides: list[int] = []
    for i in range(len(log_worth)):
        for j in range(i + 1, len(log_worth)):
            for side in (-1, 1):
                odds = float(np.exp(log_worth[i] - log_worth[j] + order * side))
                win, loss = (
                    (odds / (odds + tie), 1 / (1 + tie * odds))
                    if ties == "rao_kupper"
                    else (odds / (odds + tie * odds**0.5 + 1), 1 / (odds + tie * odds**0.5 + 1))
                )
                rows.append((i, j, n * win, n * (1 - win - loss), n * loss))
                sides.append(side)
    return counts_of(rows, side=sides), np.array(log_worth) - np.mean(log_worth)
