"""The Bradley–Terry model with Davidson's ties, by Newton's method on counts per pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from evaluator.stats.tally import Floats, Ints

_STEPS = 100
_TOLERANCE = 1e-10


class NotEstimableError(ValueError):
    """The votes don't determine finite worths; the message says why."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Per comparison of systems `first` and `second` (indices): wins of the first, ties, losses."""

    first: Ints
    second: Ints
    wins: Floats
    ties: Floats
    losses: Floats


@dataclass(frozen=True, slots=True)
class BradleyTerry:
    """Log worths with mean 0, their covariance (K, K), ν of Davidson's ties (0 without any) and the log-likelihood."""

    log_worth: Floats
    covariance: Floats
    tie: float
    log_likelihood: float

    @property
    def worth(self) -> Floats:
        """Worths that sum to 1."""
        scaled = np.exp(self.log_worth - self.log_worth.max())
        return np.asarray(scaled / scaled.sum(), dtype=np.float64)


def bradley_terry(counts: Counts, n_systems: int, *, clusters: Ints | None = None) -> BradleyTerry:
    """Maximum likelihood of P(win) : P(tie) : P(loss) = πi : ν√(πi πj) : πj (Davidson, JASA 1970; 65:317).

    `clusters` labels each row of counts with its table; the covariance is then the sandwich over tables, which
    need not be independent votes. Raises NotEstimableError for disconnected systems, infinite worths, or ties only.
    """
    if reason := why_not_estimable(counts, n_systems):
        raise NotEstimableError(reason)
    beta, eta, ties = np.zeros(n_systems), 0.0, bool(counts.ties.any())
    likelihood = _log_likelihood(counts, beta, eta, ties)
    for _ in range(_STEPS):
        gradient = _assemble(counts, _scores(counts, beta, eta, ties), n_systems).sum(axis=0)
        step = np.linalg.solve(_information(counts, beta, eta, ties), gradient)
        beta, eta, likelihood, moved = _ascend(counts, beta, eta, ties, step, likelihood)
        if moved < _TOLERANCE:
            break
    covariance = _covariance(counts, beta, eta, ties, clusters)
    return BradleyTerry(beta - beta.mean(), covariance, float(np.exp(eta)) if ties else 0.0, likelihood)


def half_ties(counts: Counts) -> Counts:
    """Ties shared out as half a win each, as figures without a tie model are published."""
    nothing = np.zeros_like(counts.ties)
    half = counts.ties / 2
    return Counts(counts.first, counts.second, counts.wins + half, nothing, counts.losses + half)


def why_not_estimable(counts: Counts, n_systems: int) -> str | None:
    """Plain words for why no finite worths exist, or None when they do.

    Ford's condition (Am Math Mon 1957; 64:28) with ties as links both ways; and wins that come round in a circle
    (both ways within a pair, at the least), since otherwise worths and ν may grow together without bound.
    """
    if n_systems < 2:
        return "a ranking needs two systems or more"
    if not (counts.wins.any() or counts.losses.any()):
        return "no vote names a winner"
    links = _graph(counts, counts.wins + counts.ties > 0, counts.losses + counts.ties > 0, n_systems)
    parts = int(connected_components(links, directed=False)[0])
    if parts > 1:
        return f"the systems fall into {parts} groups that were never compared with each other"
    if int(connected_components(links, connection="strong")[0]) > 1:
        return "some systems never lost or tied against the rest, or never won, so their worth has no bound"
    wins = _graph(counts, counts.wins > 0, counts.losses > 0, n_systems)
    if int(connected_components(wins, connection="strong")[0]) == n_systems:
        return "no system ever lost to one that it beat, so worths have no bound"
    return None


def _graph(counts: Counts, forth: NDArray[np.bool_], back: NDArray[np.bool_], n_systems: int) -> csr_array:
    source = np.concatenate((counts.first[forth], counts.second[back]))
    target = np.concatenate((counts.second[forth], counts.first[back]))
    return csr_array((np.ones(len(source)), (source, target)), shape=(n_systems, n_systems))


def _chances(counts: Counts, beta: Floats, eta: float, ties: bool) -> Floats:
    """(3, rows): chances of win, tie and loss, each relative to the geometric mean of the two worths."""
    half = (beta[counts.first] - beta[counts.second]) / 2
    logits = np.stack((half, np.full(len(half), eta if ties else -np.inf), -half))
    weights = np.exp(logits - logits.max(axis=0))
    return np.asarray(weights / weights.sum(axis=0), dtype=np.float64)


def _log_likelihood(counts: Counts, beta: Floats, eta: float, ties: bool) -> float:
    chances = np.maximum(_chances(counts, beta, eta, ties), np.finfo(float).tiny)
    seen = np.stack((counts.wins, counts.ties, counts.losses))
    return float((seen * np.log(chances)).sum())


def _scores(counts: Counts, beta: Floats, eta: float, ties: bool) -> Floats:
    """(2, rows): derivatives of each row's log-likelihood by βi - βj and by log ν."""
    win, tie, loss = _chances(counts, beta, eta, ties)
    n = counts.wins + counts.ties + counts.losses
    return np.stack((((counts.wins - counts.losses) - n * (win - loss)) / 2, counts.ties - n * tie))


def _assemble(counts: Counts, scores: Floats, n_systems: int, rows: Ints | None = None) -> Floats:
    """Scores by parameter, summed into (clusters, K + 1)."""
    rows = np.zeros(len(counts.first), dtype=np.int64) if rows is None else rows
    total = np.zeros((int(rows.max()) + 1, n_systems + 1))
    np.add.at(total, (rows, counts.first), scores[0])
    np.add.at(total, (rows, counts.second), -scores[0])
    np.add.at(total, (rows, np.full_like(rows, n_systems)), scores[1])
    return total


def _information(counts: Counts, beta: Floats, eta: float, ties: bool) -> Floats:
    """Fisher information (K + 1, K + 1); the directions the data can't move are pinned by ones."""
    k = len(beta)
    win, tie, loss = _chances(counts, beta, eta, ties)
    n = counts.wins + counts.ties + counts.losses
    both, mixed = n * (win + loss - np.square(win - loss)) / 4, -n * (win - loss) * tie / 2
    info = np.zeros((k + 1, k + 1))
    i, j = counts.first, counts.second
    for row, column, sign in ((i, i, 1), (j, j, 1), (i, j, -1), (j, i, -1)):
        np.add.at(info, (row, column), sign * both)
    info[k, :k] = np.bincount(i, mixed, k) - np.bincount(j, mixed, k)
    info[:k, k] = info[k, :k]
    info[k, k] = (n * tie * (1 - tie)).sum() if ties else 1.0
    info[:k, :k] += 1.0
    return info


def _ascend(
    counts: Counts, beta: Floats, eta: float, ties: bool, step: Floats, likelihood: float
) -> tuple[Floats, float, float, float]:
    """The Newton step, halved until the log-likelihood doesn't fall."""
    for halving in range(40):
        part = step / 2**halving
        new_beta, new_eta = beta + part[:-1], eta + float(part[-1]) * ties
        new = _log_likelihood(counts, new_beta, new_eta, ties)
        if new >= likelihood - 1e-12 * abs(likelihood):
            return new_beta, new_eta, new, float(np.abs(part).max())
    return beta, eta, likelihood, 0.0


def _covariance(counts: Counts, beta: Floats, eta: float, ties: bool, clusters: Ints | None) -> Floats:
    k = len(beta)
    bread = np.linalg.inv(_information(counts, beta, eta, ties))
    # The pin of the free direction adds 1/K² to every entry of the inverse.
    bread[:k, :k] -= 1 / k**2
    if clusters is None:
        return np.asarray(bread[:k, :k], dtype=np.float64)
    labels, index = np.unique(clusters, return_inverse=True)
    pulls = _assemble(counts, _scores(counts, beta, eta, ties), k, index)
    correction = len(labels) / max(len(labels) - 1, 1)
    return np.asarray((bread @ (pulls.T @ pulls) @ bread)[:k, :k] * correction, dtype=np.float64)
