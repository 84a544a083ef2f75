"""Each rater beside the others: agreement, side, repeats, time, and ψ without them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from evaluator.stats.agreement import nominal_counts
from evaluator.stats.bias import left_share, sided
from evaluator.stats.codes import CANT_JUDGE, HALF_POINTS, NOMINAL
from evaluator.stats.intervals import Estimate, t_interval, undefined
from evaluator.stats.tally import Floats, Ints, Tally, cross_count
from evaluator.stats.winrate import Scores, unit_scores


@dataclass(frozen=True, slots=True)
class PsiWithout:
    """ψ of a pair, first system's side, from everybody else's votes."""

    system: str
    opponent: str
    psi: Estimate


@dataclass(frozen=True, slots=True)
class RaterResult:
    """One rater: `n` primary answers; `agrees_with_rest` is the mean share of other raters who said the same."""

    rater: str
    n: int
    cant_judge: int
    median_ms: float | None
    agrees_with_rest: float | None
    chose_left: Estimate
    repeats_same: float | None
    n_repeats: int
    psi_without: tuple[PsiWithout, ...]


def rater_results(study: Tally, *, confidence: float) -> tuple[RaterResult, ...]:
    """All raters, sorted by code. Raters are fixed here: claims generalise over tables only."""
    n_raters, votes = len(study.raters), study.primary
    counts = np.bincount(votes.rater, minlength=n_raters)
    unable = np.bincount(votes.rater[votes.code == CANT_JUDGE], minlength=n_raters)
    medians, rest = _median_ms(study), _agreement_with_rest(study)
    repeats, same = _repeats(study)
    chose_left = _left_shares(study, confidence)
    without = _psi_without(study, confidence)
    return tuple(
        RaterResult(
            rater=rater,
            n=int(counts[i]),
            cant_judge=int(unable[i]),
            median_ms=medians[i],
            agrees_with_rest=rest[i],
            chose_left=chose_left[i],
            repeats_same=float(same[i] / repeats[i]) if repeats[i] else None,
            n_repeats=int(repeats[i]),
            psi_without=without[i],
        )
        for i, rater in enumerate(study.raters)
    )


def _left_shares(study: Tally, confidence: float) -> list[Estimate]:
    votes = sided(study)
    order = np.argsort(votes.rater, kind="stable")
    ends = np.searchsorted(votes.rater[order], np.arange(len(study.raters) + 1))
    own = [votes.at(order[start:end]) for start, end in itertools.pairwise(ends)]
    return [left_share(mine, confidence=confidence) for mine in own]


def _median_ms(study: Tally) -> list[float | None]:
    timed = study.primary.where(study.primary.ms >= 0)
    order = np.argsort(timed.rater, kind="stable")
    ends = np.searchsorted(timed.rater[order], np.arange(len(study.raters) + 1))
    spans = [timed.ms[order[start:end]] for start, end in itertools.pairwise(ends)]
    return [float(np.median(span)) if len(span) else None for span in spans]


def _agreement_with_rest(study: Tally) -> list[float | None]:
    judged, counts = study.judged, nominal_counts(study)
    others = counts.sum(axis=1)[judged.unit] - 1
    alike = counts[judged.unit, NOMINAL[judged.code]] - 1
    shared = others > 0
    total = np.bincount(judged.rater[shared], alike[shared] / others[shared], minlength=len(study.raters))
    n = np.bincount(judged.rater[shared], minlength=len(study.raters))
    return [float(t / m) if m else None for t, m in zip(total, n, strict=True)]


def _repeats(study: Tally) -> tuple[Ints, Ints]:
    """Per rater: repeats whose primary answer is known, "can't judge" apart, and those that say the same."""
    n_units, n_raters, judged = len(study.unit_pair), len(study.raters), study.judged
    again = study.repeats.where(study.repeats.code != CANT_JUDGE)
    keys = judged.rater * n_units + judged.unit
    order = np.argsort(keys)
    wanted = again.rater * n_units + again.unit
    at = order[np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)] if len(keys) else wanted[:0]
    again = again if len(keys) else again.where(np.zeros(len(wanted), dtype=bool))
    known = keys[at] == (again.rater * n_units + again.unit)
    same = known & (NOMINAL[judged.code[at]] == NOMINAL[again.code])
    return np.bincount(again.rater[known], minlength=n_raters), np.bincount(again.rater[same], minlength=n_raters)


def _psi_without(study: Tally, confidence: float) -> list[tuple[PsiWithout, ...]]:
    """Leave one rater out: every pair's table means move only where that rater voted."""
    moments = _moments_without(study, unit_scores(study))
    shared = cross_count(study.judged.rater, study.unit_pair[study.judged.unit], (len(study.raters), len(study.pairs)))
    results = []
    for rater in range(len(study.raters)):
        pairs = np.flatnonzero(shared[rater])
        results.append(tuple(PsiWithout(*study.pairs[p], _from_moments(moments[rater, p], confidence)) for p in pairs))
    return results


def _moments_without(study: Tally, scores: Scores) -> Floats:
    """(raters, pairs, 3): number, sum and sum of squares of table means less ½ without each rater."""
    judged = study.judged
    pair = study.unit_pair
    counted = scores.votes > 0
    shape = (len(study.raters), len(study.pairs))
    whole = _powers(scores.surplus[counted], scores.votes[counted])
    totals = np.stack([np.bincount(pair[counted], power, minlength=shape[1]) for power in whole], axis=1)
    surplus, votes = scores.surplus[judged.unit], scores.votes[judged.unit]
    before = _powers(surplus, votes)
    after = _powers(surplus - (HALF_POINTS[judged.code] - 1), votes - 1)
    at = judged.rater * shape[1] + pair[judged.unit]
    moved = [np.bincount(at, a - b, minlength=shape[0] * shape[1]) for a, b in zip(after, before, strict=True)]
    changes = np.stack(moved, axis=1).reshape(*shape, 3)
    return np.asarray(totals[np.newaxis] + changes, dtype=np.float64)


def _powers(surplus: Ints, votes: Ints) -> tuple[Floats, Floats, Floats]:
    """1, x and x² for each table mean less ½; nothing where no vote is left."""
    mean: Floats = surplus / np.maximum(2 * votes, 1)
    there = (votes > 0).astype(np.float64)
    return there, mean * there, np.square(mean) * there


def _from_moments(moments: Floats, confidence: float) -> Estimate:
    n = round(float(moments[0]))
    if n == 0:
        return undefined("nobody else judged this pair")
    mean = float(moments[1]) / n
    spread = float(moments[2]) - n * mean * mean
    # Rounding leaves about 1e-16 of spread where there is none.
    sd = (spread / (n - 1)) ** 0.5 if n > 1 and spread > 1e-12 else 0.0
    return t_interval(n, mean + 0.5, sd, confidence)
