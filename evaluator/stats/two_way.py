"""ψ with tables and raters both drawn at random: how far the claim would reach to other raters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluator.stats.codes import HALF_POINTS
from evaluator.stats.intervals import Estimate, mean_bounds, t_quantile, undefined
from evaluator.stats.tally import Columns, Floats, Ints, Pair, Tally
from evaluator.stats.winrate import unit_scores

_SWEEPS = 200
_SETTLED = 1e-10
_NO_VARIANCE = 1e-24
_ONE_TABLE = "no interval: it needs two tables or more"
_ONE_RATER = "no interval: it needs two raters or more"
_NO_SPREAD = "no interval: nothing varies between tables or raters"


@dataclass(frozen=True, slots=True)
class TwoWayPsi:
    """ψ of the first system; standard deviations of its mean by tables, by raters, and by single votes."""

    system: str
    opponent: str
    psi: Estimate
    se_tables: float | None
    se_raters: float | None
    df: float | None


@dataclass(frozen=True, slots=True)
class _Votes:
    """Votes that count: pair, unit and (pair, rater) of each, its weight in ψ of its pair, and its points."""

    pair: Ints
    unit: Ints
    rater: Ints
    weight: Floats
    points: Floats


def two_way(study: Tally, *, confidence: float) -> tuple[TwoWayPsi, ...]:
    """ψ of every pair's first system with an interval over tables and raters; the point value is the primary one.

    Variance V_table + V_rater - V_vote of the mean (random effects crossed; Cameron, Gelbach & Miller 2011), never
    below V_table, with Satterthwaite's degrees of freedom for V_table and V_rater, never above those of the tables. Balanced, these are the
    mean squares of the two-way layout. Assumes tables and raters are independent draws; rough below five raters.
    """
    votes, psi = _votes(study)
    n_pairs = len(study.pairs)
    tables = _squares(_deviations_by_unit(study, psi), study.unit_pair, n_pairs)
    raters = _squares(_deviations_by_rater(votes, psi, study), _pair_of_rater(study), n_pairs)
    vote = _vote_variance(votes, study)
    return tuple(
        _result(study.pairs[p], float(psi[p]), tables[p], raters[p], vote[p], confidence) for p in range(n_pairs)
    )


def _votes(study: Tally) -> tuple[_Votes, Floats]:
    """The votes that count, and ψ of every pair (NaN without any)."""
    scores, judged = unit_scores(study), study.judged
    counted = scores.votes > 0
    n_tables = np.bincount(study.unit_pair[counted], minlength=len(study.pairs))
    total = np.bincount(study.unit_pair[counted], scores.means[counted], minlength=len(study.pairs))
    psi: Floats = np.divide(total, n_tables, out=np.full(len(total), np.nan), where=n_tables > 0)
    pair = study.unit_pair[judged.unit]
    weight = 1 / (n_tables[pair] * scores.votes[judged.unit])
    return _Votes(pair, judged.unit, _rater_of(judged, pair, study), weight, HALF_POINTS[judged.code] / 2), psi


def _rater_of(judged: Columns, pair: Ints, study: Tally) -> Ints:
    return np.asarray(pair * len(study.raters) + judged.rater, dtype=np.int64)


def _pair_of_rater(study: Tally) -> Ints:
    return np.repeat(np.arange(len(study.pairs)), len(study.raters))


def _deviations_by_unit(study: Tally, psi: Floats) -> Floats:
    """How far each table pulls ψ of its pair; NaN where a table does not count."""
    scores = unit_scores(study)
    counted = scores.votes > 0
    n_tables = np.bincount(study.unit_pair[counted], minlength=len(study.pairs))
    return np.asarray((scores.means - psi[study.unit_pair]) / np.maximum(n_tables[study.unit_pair], 1))


def _deviations_by_rater(votes: _Votes, psi: Floats, study: Tally) -> Floats:
    n = len(study.pairs) * len(study.raters)
    pulls = np.bincount(votes.rater, votes.weight * (votes.points - psi[votes.pair]), minlength=n)
    seen = np.bincount(votes.rater, minlength=n) > 0
    return np.where(seen, pulls, np.nan)


def _squares(pulls: Floats, pair: Ints, n_pairs: int) -> list[tuple[int, float]]:
    """Per pair: how many clusters there are, and the variance of ψ over them."""
    there = np.isfinite(pulls)
    n = np.bincount(pair[there], minlength=n_pairs)
    mean = np.bincount(pair[there], pulls[there], minlength=n_pairs) / np.maximum(n, 1)
    spread = np.bincount(pair[there], np.square(pulls[there] - mean[pair[there]]), minlength=n_pairs)
    return [(int(g), float(s * g / max(g - 1, 1))) for g, s in zip(n, spread, strict=True)]


def _vote_variance(votes: _Votes, study: Tally) -> list[tuple[int, float]]:
    """Per pair: degrees of freedom and variance of ψ by what tables and raters, added up, leave unexplained."""
    n_pairs = len(study.pairs)
    rest = _residuals(votes)
    n = np.bincount(votes.pair, minlength=n_pairs)
    tables = np.bincount(study.unit_pair[np.unique(votes.unit)], minlength=n_pairs)
    raters = np.bincount(np.unique(votes.rater) // max(len(study.raters), 1), minlength=n_pairs)
    df = np.maximum(n - tables - raters + 1, 0)
    mean_square = np.bincount(votes.pair, np.square(rest), minlength=n_pairs) / np.maximum(df, 1)
    weights = np.bincount(votes.pair, np.square(votes.weight), minlength=n_pairs)
    return [(int(f), float(m * w) if f else 0.0) for f, m, w in zip(df, mean_square, weights, strict=True)]


def _residuals(votes: _Votes) -> Floats:
    """Points less table and rater effects, by sweeping out means in turn until nothing moves."""
    rest = votes.points.astype(np.float64)
    for _ in range(_SWEEPS):
        before = rest
        for label in (votes.unit, votes.rater):
            n = np.maximum(np.bincount(label), 1)
            rest = rest - (np.bincount(label, rest) / n)[label]
        if not len(rest) or float(np.abs(rest - before).max()) < _SETTLED:
            break
    return rest


def _result(
    names: Pair,
    psi: float,
    tables: tuple[int, float],
    raters: tuple[int, float],
    vote: tuple[int, float],
    confidence: float,
) -> TwoWayPsi:
    if tables[0] == 0:
        return TwoWayPsi(*names, undefined("no table of this pair has a vote that counts"), None, None, None)
    if tables[0] == 1 or raters[0] < 2:
        return TwoWayPsi(*names, Estimate(psi, note=_ONE_TABLE if tables[0] == 1 else _ONE_RATER), None, None, None)
    errors = tables[1] ** 0.5, raters[1] ** 0.5
    # The rater part of a small panel can come out below the noise of its votes. It then adds nothing, but it is as
    # uncertain as ever and counts in the degrees of freedom: without it few raters who happen to be alike mislead.
    variance = tables[1] + max(raters[1] - vote[1], 0.0)
    if variance <= _NO_VARIANCE:
        return TwoWayPsi(*names, Estimate(psi, note=_NO_SPREAD), *errors, None)
    most = tables[0] - 1.0
    df = max(1.0, min(most, variance**2 / (tables[1] ** 2 / most + raters[1] ** 2 / (raters[0] - 1))))
    low, high = mean_bounds(psi, variance**0.5, t_quantile(confidence, df))
    return TwoWayPsi(*names, Estimate(psi, float(low), float(high)), *errors, df)
