"""Do longer texts win because they are longer: ψ as it is, and as if both texts had the same length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from evaluator.stats.codes import CANT_JUDGE, LOSS, NOMINAL, WIN
from evaluator.stats.cumulative import CumulativeFit, fit_cumulative
from evaluator.stats.cumulative_model import Answers
from evaluator.stats.intervals import Estimate, fitted_interval, mean_interval, share_interval, t_quantile, undefined
from evaluator.stats.tally import Columns, Floats, Ints, Tally
from evaluator.stats.winrate import Scores, unit_scores

_SIGN = np.array([1, 0, -1, 0])
# Beyond this the slope runs away: lengths alone then tell every win from every loss.
_STEEPEST = 30.0


@dataclass(frozen=True, slots=True)
class LengthPair:
    """ψ of the first system, raw and at equal length; `mean_gap` is the mean of (length - other) / (length + other)."""

    system: str
    opponent: str
    n: int
    mean_gap: float | None
    raw: Estimate
    adjusted: Estimate


@dataclass(frozen=True, slots=True)
class LengthBias:
    """`longer_wins`: share of decided votes won by the longer text; `slope`: log odds per unit of the relative gap."""

    longer_wins: Estimate
    slope: Estimate
    pairs: tuple[LengthPair, ...]


@dataclass(frozen=True, slots=True)
class _Texts:
    """Primary votes with both lengths known, and their relative gaps, positive where the first text is longer."""

    votes: Columns
    gap: Floats
    pair: Ints


def length_bias(study: Tally, *, confidence: float) -> LengthBias:
    """Length-adjusted ψ of every pair, as style control does it: a cumulative logit with the relative length gap.

    Location and tie threshold by pair, one slope for all, tables as clusters (see fit_cumulative); ψ at gap 0.
    Assumes that the effect of length is the same everywhere and causal: where one system is always longer, quality
    and length can't be told apart except through that. Votes count alike in it, whatever their table.
    """
    texts = _texts(study)
    usable, why = _usable(texts, len(study.pairs))
    fit = _fit(study, texts, usable) if usable.any() else None
    if fit is not None and (not fit.converged or abs(float(fit.slope[0])) * np.abs(texts.gap).max() > _STEEPEST):
        fit, usable, why = (
            None,
            np.zeros_like(usable),
            "length alone tells wins from losses, so its effect has no bound",
        )
    places = np.cumsum(usable) - 1
    adjusted = _adjusted(fit, confidence) if fit is not None else []
    scores = unit_scores(study)
    return LengthBias(
        longer_wins=_longer_wins(study, texts, confidence),
        slope=_slope(fit, confidence) if fit is not None else undefined(why),
        pairs=tuple(
            _pair(study, scores, texts, p, adjusted[places[p]] if usable[p] else undefined(why), confidence)
            for p in range(len(study.pairs))
        ),
    )


def _texts(study: Tally) -> _Texts:
    votes = study.primary
    votes = votes.where((votes.code != CANT_JUDGE) & (votes.length_first >= 0) & (votes.length_second >= 0))
    total = votes.length_first + votes.length_second
    gap: Floats = (votes.length_first - votes.length_second) / np.maximum(total, 1)
    return _Texts(votes, gap, study.unit_pair[votes.unit])


def _usable(texts: _Texts, n_pairs: int) -> tuple[NDArray[np.bool_], str]:
    """Pairs with wins and losses both, and why the others, or all of them, can't be adjusted."""
    if not len(texts.gap):
        return np.zeros(n_pairs, dtype=bool), "no vote has the lengths of both texts"
    wins, losses = (np.bincount(texts.pair[texts.votes.code == code], minlength=n_pairs) > 0 for code in (WIN, LOSS))
    usable = wins & losses
    kept = usable[texts.pair]
    means = np.bincount(texts.pair, texts.gap, minlength=n_pairs) / np.maximum(
        np.bincount(texts.pair, minlength=n_pairs), 1
    )
    if not np.abs(texts.gap - means[texts.pair])[kept].max(initial=0.0) > 1e-9:
        usable = np.zeros(n_pairs, dtype=bool)
        if kept.any():
            return usable, "the difference in length never varies within a pair"
    return usable, "a model needs wins and losses both"


def _fit(study: Tally, texts: _Texts, usable: NDArray[np.bool_]) -> CumulativeFit:
    kept = usable[texts.pair]
    number = np.cumsum(usable) - 1
    votes = texts.votes.where(kept)
    answers = Answers(
        level=_SIGN[NOMINAL[votes.code]],
        group=number[texts.pair[kept]],
        unit=votes.unit,
        slope_on=texts.gap[kept, np.newaxis],
        unit_group=number[study.unit_pair],
        unit_table=study.unit_table,
    )
    return fit_cumulative(answers, n_groups=int(usable.sum()), n_thresholds=1)


def _adjusted(fit: CumulativeFit, confidence: float) -> list[Estimate]:
    """ψ at gap 0 by group, delta method on its logit."""
    win, loss = fit.location - fit.thresholds[:, 0], -fit.location - fit.thresholds[:, 0]
    psi = (1 + expit(win) - expit(loss)) / 2
    slopes = np.stack((expit(win) * expit(-win), expit(loss) * expit(-loss)))
    gradient = np.stack((slopes.sum(axis=0), slopes[1] - slopes[0]), axis=1) / 2 / (psi * (1 - psi))[:, np.newaxis]
    tables = np.bincount(fit.unit_group, minlength=len(psi))
    found = []
    for value, variance, n in zip(psi, fit.variance(gradient), tables, strict=True):
        if n < 2:
            found.append(Estimate(float(value), note="no interval: it needs two tables or more"))
            continue
        logit = fitted_interval(float(np.log(value / (1 - value))), float(variance**0.5), t_quantile(confidence, n - 1))
        found.append(logit.mapped(lambda at: float(expit(at))))
    return found


def _slope(fit: CumulativeFit, confidence: float) -> Estimate:
    """The length of a text is one number per table, so that level and slope take a degree of freedom each.

    t with tables - 2, and the variance to match (Donald & Lang, Rev Econ Stat 2007; 89:221).
    """
    slope, n = float(fit.slope[0]), len(fit.slope_pull)
    if n < 3:
        return Estimate(slope, note="no interval: it needs three tables or more")
    variance = float(fit.slope_variance()[0]) * (n - 1) / (n - 2)
    return fitted_interval(slope, variance**0.5, t_quantile(confidence, n - 2))


def _longer_wins(study: Tally, texts: _Texts, confidence: float) -> Estimate:
    decided = np.isin(texts.votes.code, (WIN, LOSS)) & (texts.gap != 0)
    if not decided.any():
        return undefined("no decided vote is on texts of known and different lengths")
    hits = (texts.votes.code == WIN) == (texts.gap > 0)
    return share_interval(hits[decided], study.unit_table[texts.votes.unit[decided]], confidence=confidence)


def _pair(study: Tally, scores: Scores, texts: _Texts, pair: int, adjusted: Estimate, confidence: float) -> LengthPair:
    units = study.of_pair(pair)
    raw = mean_interval(scores.means[units[scores.votes[units] > 0]], confidence=confidence)
    gaps = texts.gap[texts.pair == pair]
    if len(gaps) and adjusted.estimate is not None and (gaps.min() > 0 or gaps.max() < 0):
        note = "one system's text is always the longer one: this is an extrapolation"
        adjusted = Estimate(adjusted.estimate, adjusted.low, adjusted.high, note)
    return LengthPair(*study.pairs[pair], len(gaps), float(gaps.mean()) if len(gaps) else None, raw, adjusted)
