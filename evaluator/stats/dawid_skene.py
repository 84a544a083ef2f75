"""Which raters err, judged by a consensus that weighs them by how much they err."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.sparse import csr_array

from evaluator.stats.codes import LOSS, NOMINAL, TIE, WIN
from evaluator.stats.intervals import Estimate, undefined
from evaluator.stats.tally import Floats, Ints, Tally

_TOLERANCE = 1e-6
_STEPS = 2_000
_TINY = 1e-300
# Below so many cells, zeros cost less than finding the others does.
_DENSE = 200_000
_NO_BOUNDS = "no interval: raters are few and fixed"
_NO_VOTE = "no table of this pair has a vote that counts"
_MIRROR = np.array([LOSS, TIE, WIN])


Matrix: TypeAlias = "csr_array[np.float64, tuple[int, int]] | Floats"


@dataclass(frozen=True, slots=True)
class Consensus:
    """Fitted model: class shares (groups, K), confusion (raters, true K, said K), posteriors (units, K)."""

    shares: Floats
    confusion: Floats
    posterior: Floats
    log_likelihood: float
    converged: bool


@dataclass(frozen=True, slots=True)
class RaterAccuracy:
    """How often a rater says what the consensus takes to be true; `when_decided`, `when_tied` split it by truth."""

    rater: str
    accuracy: float | None
    when_decided: float | None
    when_tied: float | None


@dataclass(frozen=True, slots=True)
class ConsensusPsi:
    """ψ of the first system over the consensus of each table, a sensitivity beside the primary ψ."""

    system: str
    opponent: str
    psi: Estimate


@dataclass(frozen=True, slots=True)
class RaterModel:
    """Raters and pairs under the consensus; `note` says why figures are missing or weak."""

    raters: tuple[RaterAccuracy, ...]
    pairs: tuple[ConsensusPsi, ...]
    note: str | None


def dawid_skene(rater: Ints, unit: Ints, said: Ints, *, n_values: int, group: Ints | None = None) -> Consensus:
    """Maximum likelihood by EM until it settles (Dawid & Skene, Appl Stat 1979; 28:20), from shares of the votes.

    Votes in long form; `group` labels each unit with the class shares it follows. Assumes that raters err
    independently given the truth. EM finds a local maximum, here the one next to plain majority.
    """
    groups = np.zeros(int(unit.max(initial=-1)) + 1, dtype=np.int64) if group is None else group
    n_cells = (int(rater.max(initial=-1)) + 1) * n_values
    said_by = _incidence(unit, rater * n_values + said, (len(groups), n_cells))
    to_cells = _incidence(rater * n_values + said, unit, (n_cells, len(groups)))
    members = _incidence(groups, np.arange(len(groups)), (int(groups.max(initial=-1)) + 1, len(groups)))
    posterior = _normalised(_times(said_by, np.tile(np.eye(n_values), (n_cells // n_values, 1))))
    # Units without votes add log 1: they don't move the likelihood.
    likelihood, settled = -np.inf, False
    for _ in range(_STEPS):
        shares, cells = _normalised(_times(members, posterior)), _confusion(_times(to_cells, posterior))
        posterior, reached = _expect(_log(shares)[groups] + _times(said_by, _log(cells)))
        likelihood, gain = reached, reached - likelihood
        settled = gain < _TOLERANCE * max(1.0, abs(likelihood) * 1e-3)
        if settled:
            break
    confusion = cells.reshape(-1, n_values, n_values).transpose(0, 2, 1)
    return Consensus(shares, confusion, posterior, likelihood, settled)


def rater_model(study: Tally) -> RaterModel:
    """Accuracy of every rater, and ψ by consensus, on win, tie (or both bad) and loss.

    Each unit also enters with its two systems exchanged, so that a rater errs on both alike and names don't matter.
    No intervals: raters are few and fixed.
    """
    judged = study.judged
    n_units, n_pairs = len(study.unit_pair), len(study.pairs)
    if len(np.unique(judged.rater)) < 2:
        return _nothing(study, "a consensus needs two raters or more")
    said = NOMINAL[judged.code]
    fit = dawid_skene(
        np.tile(judged.rater, 2),
        np.concatenate((judged.unit, judged.unit + n_units)),
        np.concatenate((said, _MIRROR[said])),
        n_values=3,
        group=np.concatenate((study.unit_pair, study.unit_pair + n_pairs)),
    )
    note = None if fit.converged else f"EM did not settle within {_STEPS} steps: accuracies are rough"
    if len(study.raters) == 2:
        note = "two raters alone don't determine who errs: accuracies are rough"
    raters = tuple(_accuracy(study.raters[r], r, fit, judged.unit[judged.rater == r]) for r in range(len(study.raters)))
    voted = np.bincount(judged.unit, minlength=n_units) > 0
    return RaterModel(raters, _psi(study, fit.posterior[:n_units], voted), note)


def _incidence(row: Ints, column: Ints, shape: tuple[int, int]) -> Matrix:
    sparse = csr_array((np.ones(len(row)), (row, column)), shape=shape)
    return sparse.toarray() if shape[0] * shape[1] <= _DENSE else sparse


def _times(matrix: Matrix, values: Floats) -> Floats:
    return np.asarray(matrix @ values, dtype=np.float64)


def _log(chances: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(chances, _TINY)), dtype=np.float64)


def _normalised(counts: Floats) -> Floats:
    """Rows as shares; an empty row stays empty."""
    return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), _TINY), dtype=np.float64)


def _expect(logs: Floats) -> tuple[Floats, float]:
    """Posteriors of the units from the log chances of each truth and its votes, and the log-likelihood."""
    top = logs.max(axis=1, keepdims=True)
    joint = np.exp(logs - top)
    total = joint.sum(axis=1, keepdims=True)
    return np.asarray(joint / total, dtype=np.float64), float((np.log(total) + top).sum())


def _confusion(touched: Floats) -> Floats:
    """(raters x said K, true K): chances of what each rater says given each truth, even where it never occurs."""
    by_rater = touched.reshape(-1, touched.shape[1], touched.shape[1])
    totals = by_rater.sum(axis=1, keepdims=True)
    even = np.full_like(by_rater, 1 / touched.shape[1])
    shares: Floats = np.divide(by_rater, totals, out=even, where=totals > 0)
    return shares.reshape(touched.shape)


def _accuracy(rater: str, number: int, fit: Consensus, units: Ints) -> RaterAccuracy:
    if not len(units):
        return RaterAccuracy(rater, None, None, None)
    truth = fit.posterior[units].mean(axis=0)
    hits = np.diag(fit.confusion[number])
    decided = float(truth[WIN] + truth[LOSS])
    right = float(truth[WIN] * hits[WIN] + truth[LOSS] * hits[LOSS])
    return RaterAccuracy(
        rater,
        accuracy=float(truth @ hits),
        when_decided=right / decided if decided > 1e-9 else None,
        when_tied=float(hits[TIE]) if truth[TIE] > 1e-9 else None,
    )


def _psi(
    study: Tally, posterior: Floats, voted: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[ConsensusPsi, ...]:
    points = np.where(study.identical, 0.5, posterior @ np.array([1.0, 0.5, 0.0]))
    there = voted | study.identical
    found = []
    for pair, names in enumerate(study.pairs):
        units = study.of_pair(pair)
        values = points[units[there[units]]]
        psi = Estimate(float(values.mean()), note=_NO_BOUNDS) if len(values) else undefined(_NO_VOTE)
        found.append(ConsensusPsi(*names, psi))
    return tuple(found)


def _nothing(study: Tally, reason: str) -> RaterModel:
    raters = tuple(RaterAccuracy(rater, None, None, None) for rater in study.raters)
    pairs = tuple(ConsensusPsi(*names, undefined(reason)) for names in study.pairs)
    return RaterModel(raters, pairs, f"undefined, because {reason}")
