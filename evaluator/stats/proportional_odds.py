"""Graded answers as they are: the odds of a better grade, beside ψ, which counts every win alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from evaluator.stats.codes import BOTH_BAD, NO_GRADE
from evaluator.stats.cumulative import CumulativeFit, fit_cumulative
from evaluator.stats.cumulative_model import Answers
from evaluator.stats.intervals import Estimate, fitted_interval, t_quantile, undefined
from evaluator.stats.tally import Columns, Tally

_THRESHOLDS = 2


@dataclass(frozen=True, slots=True)
class OddsPair:
    """For the first system of a pair: log odds of a better grade, and the ψ that they imply; `n` graded votes."""

    system: str
    opponent: str
    n: int
    log_odds: Estimate
    psi: Estimate


def proportional_odds(study: Tally, *, confidence: float) -> tuple[OddsPair, ...]:
    """Cumulative logit of the grades -2…2 for every pair, thresholds symmetric, tables as clusters.

    McCullagh 1980 (see fit_cumulative). "Both bad" is grade 0; other votes without a grade are left out. Assumes one
    shift of the odds at every threshold; ψ implied = P(grade > 0) + ½ P(grade = 0).
    """
    votes = _graded(study)
    pair = study.unit_pair[votes.unit]
    n_pairs = len(study.pairs)
    better, worse = (np.bincount(pair[sign * votes.grade > 0], minlength=n_pairs) > 0 for sign in (1, -1))
    usable, n = better & worse, np.bincount(pair, minlength=n_pairs)
    figures = iter(_figures(study, votes.where(usable[pair]), usable, confidence) if usable.any() else [])
    rows = []
    for p, names in enumerate(study.pairs):
        nothing = undefined("the grades don't favour each system at least once" if n[p] else "no vote has a grade")
        log_odds, psi = next(figures) if usable[p] else (nothing, nothing)
        rows.append(OddsPair(*names, int(n[p]), log_odds, psi))
    return tuple(rows)


def _graded(study: Tally) -> Columns:
    judged = study.judged
    grade = np.where(judged.code == BOTH_BAD, 0, judged.grade)
    votes = Columns(
        judged.unit,
        judged.rater,
        judged.code,
        grade,
        judged.first_left,
        judged.ms,
        judged.length_first,
        judged.length_second,
    )
    return votes.where(grade != NO_GRADE)


def _figures(
    study: Tally, votes: Columns, usable: np.ndarray[tuple[int], np.dtype[np.bool_]], confidence: float
) -> list[tuple[Estimate, Estimate]]:
    number = np.cumsum(usable) - 1
    answers = Answers(
        level=votes.grade,
        group=number[study.unit_pair[votes.unit]],
        unit=votes.unit,
        slope_on=np.zeros((len(votes.unit), 0)),
        unit_group=number[study.unit_pair],
        unit_table=study.unit_table,
    )
    fit = fit_cumulative(answers, n_groups=int(usable.sum()), n_thresholds=_THRESHOLDS)
    gradient = np.zeros((int(usable.sum()), 1 + _THRESHOLDS))
    gradient[:, 0] = 1.0
    errors, tables = np.sqrt(fit.variance(gradient)), np.bincount(fit.unit_group)
    return [_pair(fit, g, float(errors[g]), int(tables[g]), confidence) for g in range(len(errors))]


def _pair(fit: CumulativeFit, group: int, error: float, n_tables: int, confidence: float) -> tuple[Estimate, Estimate]:
    location, tie = float(fit.location[group]), float(fit.thresholds[group, 0])
    if not fit.converged:
        nothing = undefined("the model did not settle")
        return nothing, nothing

    def implied(log_odds: float) -> float:
        return float((1 + expit(log_odds - tie) - expit(-log_odds - tie)) / 2)

    if n_tables < 2:
        alone = Estimate(location, note="no interval: it needs two tables or more")
        return alone, alone.mapped(implied)
    log_odds = fitted_interval(location, error, t_quantile(confidence, n_tables - 1))
    # The tie threshold is taken as known here: it barely moves ψ beside the location.
    return log_odds, log_odds.mapped(implied)
