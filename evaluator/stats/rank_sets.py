"""Which ranks the data allow each system: confidence sets, alone and for all systems at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluator.stats.streams import random_stream
from evaluator.stats.tally import Floats, Ints

_MOST_DRAWS = 10_000
# Draws times pairs of systems: with many systems fewer draws, so that they take 64 MB at most.
_MOST_NUMBERS = 8_000_000
_NO_SPREAD = 1e-12

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RankSets:
    """Best and worst rank (1 is best) per system: `low` and `high` hold for all at once, the marginal for each alone."""

    low: Ints
    high: Ints
    marginal_low: Ints
    marginal_high: Ints


@dataclass(frozen=True, slots=True)
class Unbounded:
    """Pairs of systems with no finite difference: which (K, K), and p for the row's system being no better."""

    pair: Flags
    p: Floats


def rank_sets(
    log_worth: Floats,
    covariance: Floats,
    *,
    df: int,
    unbounded: Unbounded | None = None,
    confidence: float = 0.95,
    seed: int = 0,
) -> RankSets:
    """Ranks 1 + systems surely better to K - systems surely worse (Mogstad, Romano, Shaikh & Wilhelm, REStud 2024).

    Surely: Romano and Wolf's step-down over all ordered pairs (simultaneous) or those with one system (marginal), with
    critical values of the largest |t| of all differences under a multivariate t with `df` and this covariance, by
    seeded draws. Pairs without a finite difference are tested apart (Bonferroni) with their share of the error, by
    their own p. With `df` < 1, finite differences are never sure.
    """
    k = len(log_worth)
    apart = unbounded or Unbounded(np.zeros((k, k), dtype=bool), np.ones((k, k)))
    first, second = np.triu_indices(k, 1)
    finite = ~apart.pair[first, second]
    first, second = first[finite], second[finite]
    ahead = log_worth[first] >= log_worth[second]
    first, second = np.where(ahead, first, second), np.where(ahead, second, first)
    pairs = _Pairs(first, second, *_statistics(log_worth, covariance, first, second, df, seed), apart)
    together = pairs.better(np.ones(k, dtype=bool), 1 - confidence)
    alone = [pairs.better(np.arange(k) == system, 1 - confidence) for system in range(k)]
    return RankSets(
        low=1 + together.sum(axis=0),
        high=k - together.sum(axis=1),
        marginal_low=np.array([1 + better[:, i].sum() for i, better in enumerate(alone)], dtype=np.int64),
        marginal_high=np.array([k - better[i].sum() for i, better in enumerate(alone)], dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs with a finite difference, `first` the one ahead: t ≥ 0 (pairs) and its draws (draws, pairs)."""

    first: Ints
    second: Ints
    t: Floats
    draws: Floats
    unbounded: Unbounded

    def better(self, asked: Flags, error: float) -> Flags:
        """(K, K): the row's system is surely better than the column's, among pairs with a system asked about."""
        mine = asked[self.first] | asked[self.second]
        lasting = self.unbounded.pair & np.logical_or.outer(asked, asked)
        n_finite, n_unbounded = int(mine.sum()), int(lasting.sum()) // 2
        found = np.zeros(self.unbounded.pair.shape, dtype=bool)
        if n_finite:
            sure = _step_down(self.t[mine], self.draws[:, mine], error * n_finite / (n_finite + n_unbounded))
            found[self.first[mine][sure], self.second[mine][sure]] = True
        # Two ordered pairs each.
        found |= lasting & (self.unbounded.p <= error / (2 * max(n_finite + n_unbounded, 1)))
        return found


def _statistics(
    log_worth: Floats, covariance: Floats, first: Ints, second: Ints, df: int, seed: int
) -> tuple[Floats, Floats]:
    """t of each pair and, under no difference at all, draws of it; 0 where nothing varies."""
    variance = np.diag(covariance)
    spread = variance[first] + variance[second] - 2 * covariance[first, second]
    known = (spread > _NO_SPREAD) & (df >= 1)
    scale = np.where(known, 1 / np.sqrt(np.where(known, spread, 1.0)), 0.0)
    rng = random_stream(str(seed).encode(), "rank sets")
    n_draws = min(_MOST_DRAWS, _MOST_NUMBERS // max(len(first), 1))
    values, vectors = np.linalg.eigh(covariance)
    # The symmetric root is unique, where rounding may turn eigenvectors about.
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    worths = rng.standard_normal((n_draws, len(log_worth))) @ root
    worths /= np.sqrt(rng.chisquare(max(df, 1), (n_draws, 1)) / max(df, 1))
    return (log_worth[first] - log_worth[second]) * scale, (worths[:, first] - worths[:, second]) * scale


def _step_down(t: Floats, draws: Floats, error: float) -> Flags:
    """Which pairs are sure, at this chance of any wrong claim; t ≥ 0."""
    sure = np.zeros(len(t), dtype=bool)
    # Once "first is better" is sure, only the claim the other way round stays in the running.
    largest = np.abs(draws)
    while not sure.all():
        critical = np.quantile(largest.max(axis=1), 1 - error, method="higher")
        new = (t > critical) & ~sure
        if not new.any():
            break
        largest[:, new] = -draws[:, new]
        sure |= new
    return sure
