"""Which raters err, judged by a consensus that weighs them by how much they err."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from evaluator.stats.intervals import Estimate, undefined
from evaluator.stats.tally import LOSS, NOMINAL, TIE, WIN, Floats, Ints, Tally

_TOLERANCE = 1e-6
_STEPS = 2_000
_TINY = 1e-300
_MIRROR = np.array([LOSS, TIE, WIN])


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
    votes = np.zeros((len(groups), n_values))
    np.add.at(votes, (unit, said), 1.0)
    posterior = votes / np.maximum(votes.sum(axis=1, keepdims=True), 1)
    cell = rater * n_values + said
    likelihood, settled = -np.inf, False
    for _ in range(_STEPS):
        shares, confusion = _maximise(posterior, cell, unit, groups, n_values)
        before, (posterior, likelihood) = likelihood, _expect(shares, confusion, cell, unit, groups)
        settled = likelihood - before < _TOLERANCE * max(1.0, abs(likelihood) * 1e-3)
        if settled:
            break
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


def _maximise(posterior: Floats, cell: Ints, unit: Ints, groups: Ints, n_values: int) -> tuple[Floats, Floats]:
    n_cells = (int(cell.max(initial=-1)) // n_values + 1) * n_values
    weight = posterior[unit]
    touched = np.stack([np.bincount(cell, weight[:, k], minlength=n_cells) for k in range(n_values)])
    said = touched.reshape(n_values, -1, n_values).transpose(1, 0, 2)
    totals = said.sum(axis=2, keepdims=True)
    confusion = np.divide(said, totals, out=np.full_like(said, 1 / n_values), where=totals > 0)
    n_groups = int(groups.max(initial=-1)) + 1
    sums = np.stack([np.bincount(groups, posterior[:, k], minlength=n_groups) for k in range(n_values)], axis=1)
    return sums / np.maximum(sums.sum(axis=1, keepdims=True), _TINY), confusion


def _expect(shares: Floats, confusion: Floats, cell: Ints, unit: Ints, groups: Ints) -> tuple[Floats, float]:
    """Posteriors of the units, and the log-likelihood of all votes."""
    n_values = shares.shape[1]
    logs = np.log(np.maximum(confusion, _TINY)).transpose(0, 2, 1).reshape(-1, n_values)[cell]
    joint = np.log(np.maximum(shares, _TINY))[groups]
    joint = joint + np.stack([np.bincount(unit, logs[:, k], minlength=len(groups)) for k in range(n_values)], axis=1)
    total = logsumexp(joint, axis=1, keepdims=True)
    voted = np.bincount(unit, minlength=len(groups)) > 0
    return np.exp(joint - total), float(total[voted].sum())


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
    points = posterior @ np.array([1.0, 0.5, 0.0])
    found = []
    for pair, names in enumerate(study.pairs):
        units = study.of_pair(pair)
        units = units[voted[units] | study.identical[units]]
        values = np.where(study.identical[units], 0.5, points[units])
        psi = (
            Estimate(float(values.mean())) if len(units) else undefined("no table of this pair has a vote that counts")
        )
        found.append(ConsensusPsi(*names, psi))
    return tuple(found)


def _nothing(study: Tally, reason: str) -> RaterModel:
    raters = tuple(RaterAccuracy(rater, None, None, None) for rater in study.raters)
    pairs = tuple(ConsensusPsi(*names, undefined(reason)) for names in study.pairs)
    return RaterModel(raters, pairs, f"undefined, because {reason}")
