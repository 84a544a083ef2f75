"""Times the ranking beside evalica and choix, all from the same integer arrays."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import choix
import evalica
import numpy as np

from bench.keeping import Figure
from bench.timing import milliseconds
from evaluator.stats.bradley_terry import fit_bradley_terry
from evaluator.stats.pair_counts import Comparisons

_SEED = 1


@dataclass(frozen=True, slots=True)
class Size:
    """How much is ranked, and the limits in milliseconds without and with tables."""

    n_votes: int
    n_systems: int
    n_tables: int
    target: float | None = None
    target_by_table: float | None = None


SIZES = (
    Size(62 * 4 * 3, 3, 62),
    Size(10_000, 10, 500),
    Size(100_000, 100, 1_000),
    Size(1_000_000, 100, 1_000, target=20.0, target_by_table=60.0),
    Size(1_000_000, 100, 10_000),
)


def figures() -> Iterator[Figure]:
    """Best times; evalica and choix fit a model without order effect, covariance or (choix) ties."""
    for size in SIZES:
        votes = random_votes(size)
        what = f"{size.n_votes:,} votes, {size.n_systems} systems"
        tables = f"{what}, {size.n_tables:,} tables"
        yield Figure(f"ranking, {what}", milliseconds(_ours(votes, by_table=False)), "ms", size.target)
        yield Figure(f"ranking, {tables}", milliseconds(_ours(votes, by_table=True)), "ms", size.target_by_table)
        yield Figure(f"evalica, {what}", milliseconds(_evalica(votes), rounds=3), "ms")
        yield Figure(f"choix, {what}", milliseconds(_choix(votes), rounds=1), "ms")


def random_votes(size: Size) -> Comparisons:
    """Votes in Davidson's model with ν = 0.6, an order effect of 0.3 and normal log worths (SD 0.7)."""
    rng = np.random.default_rng(_SEED)
    n, k = size.n_votes, size.n_systems
    first = rng.integers(0, k, n)
    second = (first + rng.integers(1, k, n)) % k
    side, log_worth = rng.choice([-1, 1], n), rng.normal(scale=0.7, size=k)
    gap = log_worth[first] - log_worth[second] + 0.3 * side
    weights = np.stack((np.exp(gap / 2), np.full(n, 0.6), np.exp(-gap / 2))).cumsum(axis=0)
    outcome = (rng.random(n) * weights[-1] > weights[:2]).sum(axis=0)
    return Comparisons.of(k, first, second, outcome, side=side, table=rng.integers(0, size.n_tables, n))


def _ours(votes: Comparisons, *, by_table: bool) -> Callable[[], object]:
    k, columns, side = votes.n_systems, (votes.first, votes.second, votes.outcome), votes.side
    table = votes.table if by_table else None
    return lambda: fit_bradley_terry(Comparisons.of(k, *columns, side=side, table=table))


def _evalica(votes: Comparisons) -> Callable[[], object]:
    winners = np.array([evalica.Winner.X, evalica.Winner.Draw, evalica.Winner.Y])[votes.outcome].tolist()
    first, second = votes.first.tolist(), votes.second.tolist()
    return lambda: evalica.bradley_terry(first, second, winners)


def _choix(votes: Comparisons) -> Callable[[], object]:
    decided = votes.outcome != 1
    won = votes.outcome[decided] == 0
    first, second = votes.first[decided], votes.second[decided]
    pairs = np.column_stack((np.where(won, first, second), np.where(won, second, first))).tolist()
    return lambda: choix.ilsr_pairwise(votes.n_systems, pairs, alpha=0.01)
