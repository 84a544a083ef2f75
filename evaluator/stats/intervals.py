"""Point estimates with their intervals; an undefined one says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri, stdtrit

from evaluator.stats.bounds import effective_df, logit_bounds, wilson_bounds

Floats = NDArray[np.float64]
# Table means are small fractions: spread under this is rounding, not variation.
_NO_SPREAD = 1e-12
# Fits end within about 1e-8 of their maximum: a standard error under this is what they left, not variation.
_FIT_LEFT = 1e-6
NOTHING_VARIES = "no interval: nothing varies between tables"
NEAR_AN_END = "close to an end of its scale: Wilson's interval over tables in place of the t interval"
ONE_SIDED = "every table says the same: exact binomial bound in place of the usual interval"
# Cases per cluster up to which clusters are hardly any.
_MORE_THAN_ONE = 1.5
# How far a mean lies from the middle of its scale when a symmetric interval no longer does: found by simulation.
_SKEWED = 0.3


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its interval; `note` says why a bound or the figure is missing, or which rule replaced it."""

    estimate: float | None
    low: float | None = None
    high: float | None = None
    note: str | None = None

    def mapped(self, figure: Callable[[float], float]) -> Estimate:
        """The estimate under an increasing or decreasing `figure`, bounds kept in order."""
        low, high = (None if bound is None else figure(bound) for bound in (self.low, self.high))
        if low is not None and high is not None and low > high:
            low, high = high, low
        return Estimate(None if self.estimate is None else figure(self.estimate), low, high, self.note)


def undefined(reason: str) -> Estimate:
    """No figure, and the reason in plain words."""
    return Estimate(None, note=f"undefined, because {reason}")


def t_quantile(confidence: float, df: float) -> float:
    """Two-sided Student t quantile."""
    return float(stdtrit(df, 0.5 + confidence / 2))


def z_quantile(confidence: float) -> float:
    """Two-sided normal quantile."""
    return float(ndtri(0.5 + confidence / 2))


def mean_interval(values: Floats, *, confidence: float, low: float = 0.0, high: float = 1.0) -> Estimate:
    """Mean of independent values within [low, high], t interval; with no spread, an exact bound or none at all."""
    n = len(values)
    if n == 0:
        return undefined("there is nothing to average")
    return t_interval(n, float(values.mean()), float(values.std(ddof=1)) if n > 1 else 0.0, confidence, low, high)


def t_interval(n: int, mean: float, sd: float, confidence: float, low: float = 0.0, high: float = 1.0) -> Estimate:
    """Student t interval of a mean from its size and standard deviation, cut to [low, high].

    Above 80 % or below 20 % of the way, where t covers too little, it is Wilson's with the effective number of cases
    and t (see wilson_bounds). All values at one end of the scale leave no spread: the bound is then Clopper and
    Pearson's for n successes of n.
    """
    if n == 1:
        return Estimate(mean, note="no interval: it needs two tables or more")
    if sd > _NO_SPREAD:
        width = high - low
        share, error = (mean - low) / width, sd / width / n**0.5
        below, above = mean_bounds(share, error, t_quantile(confidence, n - 1))
        note = NEAR_AN_END if abs(share - 0.5) > _SKEWED else None
        return Estimate(mean, low + width * float(below), low + width * float(above), note)
    edge = (1 - confidence) / 2
    reach = (high - low) * (1 - edge ** (1 / n))
    if mean >= high - _NO_SPREAD:
        return Estimate(high, high - reach, high, ONE_SIDED)
    if mean <= low + _NO_SPREAD:
        return Estimate(low, low, low + reach, ONE_SIDED)
    return Estimate(mean, note="no interval: every table says the same, so nothing varies between tables")


def mean_bounds(share: ArrayLike, error: ArrayLike, quantile: float) -> tuple[Floats, Floats]:
    """Bounds of means in [0, 1] from their standard errors, as t_interval has them; 0 and 1 must have no error."""
    p, se = np.asarray(share, dtype=np.float64), np.asarray(error, dtype=np.float64)
    n = np.divide(p * (1 - p), np.square(se), out=np.ones_like(p), where=se > 0)
    low, high = wilson_bounds(p, n, np.full_like(p, quantile))
    skewed = np.abs(p - 0.5) > _SKEWED
    return (
        np.where(skewed, low, np.maximum(p - quantile * se, 0.0)),
        np.where(skewed, high, np.minimum(p + quantile * se, 1.0)),
    )


def fitted_interval(value: float, error: float, quantile: float) -> Estimate:
    """A fitted parameter ± quantile standard errors over tables; none where these only come from the fit's rounding."""
    if error <= _FIT_LEFT:
        return Estimate(value, note=NOTHING_VARIES)
    return Estimate(value, value - quantile * error, value + quantile * error)


def jackknife_se(replicates: Floats) -> float:
    """Standard error from leave-one-out replicates (Efron & Tibshirani 1993, eq. 11.5)."""
    n = len(replicates)
    return float(np.sqrt((n - 1) / n * np.square(replicates - replicates.mean()).sum()))


def jackknife_interval(
    estimate: float,
    replicates: Floats,
    *,
    confidence: float,
    low: float = -1.0,
    high: float = 1.0,
    bias: float = 0.0,
) -> Estimate:
    """Interval from the jackknife standard error, by t on the logit scale between the ends that the figure can reach.

    Replicates leave out one table each; degrees of freedom from how unevenly they spread (see logit_bounds and
    effective_df). Coefficients vary less near their lower end, so that plain ± t covers too little. A known `bias` of the
    estimate moves the interval the other way.
    """
    if reason := _why_no_spread(replicates):
        return Estimate(estimate, note=reason)
    se, quantile = jackknife_se(replicates), _jackknife_quantile(replicates, confidence)
    if low < estimate - bias < high:
        return Estimate(estimate, *logit_bounds(estimate - bias, se, quantile, low, high))
    return Estimate(estimate, max(-1.0, estimate - quantile * se), min(high, estimate + quantile * se))


def share_jackknife(estimate: float, replicates: Floats, *, confidence: float, low: float = 0.0) -> Estimate:
    """Share in [low, 1] with Wilson's interval, the effective number of cases and t from the jackknife over tables.

    Replicates leave out one table each (see wilson_bounds and effective_df).
    """
    if reason := _why_no_spread(replicates):
        return Estimate(estimate, note=reason)
    se, quantile = jackknife_se(replicates), _jackknife_quantile(replicates, confidence)
    if not low < estimate < 1.0:
        return Estimate(estimate, max(0.0, estimate - quantile * se), min(1.0, estimate + quantile * se))
    width = 1.0 - low
    share = (estimate - low) / width
    below, above = wilson_bounds(share, share * (1 - share) / (se / width) ** 2, quantile)
    return Estimate(estimate, low + width * below, low + width * above)


def _why_no_spread(replicates: Floats) -> str | None:
    if len(replicates) < 2:
        return "no interval: it needs two tables or more"
    if not np.isfinite(replicates).all():
        return "no interval: it hangs on a single table"
    if jackknife_se(replicates) <= _NO_SPREAD:
        return NOTHING_VARIES
    return None


def _jackknife_quantile(replicates: Floats, confidence: float) -> float:
    return t_quantile(confidence, effective_df(replicates - replicates.mean()))


def share_interval(hits: NDArray[np.bool_], clusters: NDArray[np.int64], *, confidence: float) -> Estimate:
    """Share of hits, Wilson's interval over clusters; all or none: Clopper and Pearson's bound over clusters.

    The effective number of cases is at most their number. Where clusters hold few more cases than one each, their
    spread is that of single cases, known from the share, so that no t is needed (see share_jackknife otherwise).
    """
    if not len(hits):
        return undefined("there are no cases")
    _, label = np.unique(clusters, return_inverse=True)
    sizes, found = np.bincount(label), np.bincount(label, hits)
    n, point = len(sizes), float(hits.mean())
    if n == 1:
        return Estimate(point, note="no interval: it needs two tables or more")
    if point in (0.0, 1.0):
        bound = clopper_pearson(round(point * n), n, confidence=confidence)
        return Estimate(point, bound.low, bound.high, "every case says the same: exact binomial bound over tables")
    pulls = (found - point * sizes) / len(hits)
    variance = float(np.square(pulls).sum()) * n / (n - 1)
    cases = min(point * (1 - point) / max(variance, _NO_SPREAD), float(len(hits)))
    alone = len(hits) < _MORE_THAN_ONE * n
    quantile = z_quantile(confidence) if alone else t_quantile(confidence, effective_df(pulls - pulls.mean()))
    return Estimate(point, *wilson_bounds(point, cases, quantile))


def wilson(successes: int, n: int, *, confidence: float = 0.95) -> Estimate:
    """Share with Wilson's score interval, without continuity correction (Newcombe 1998, method 3)."""
    if n == 0:
        return undefined("there are no cases")
    p = successes / n
    low, high = wilson_bounds(p, float(n), z_quantile(confidence))
    return Estimate(p, 0.0 if successes == 0 else low, 1.0 if successes == n else high)


def clopper_pearson(successes: int, n: int, *, confidence: float = 0.95) -> Estimate:
    """Share with the exact binomial interval (Clopper & Pearson 1934)."""
    if n == 0:
        return undefined("there are no cases")
    edge = (1 - confidence) / 2
    low = 0.0 if successes == 0 else float(betaincinv(successes, n - successes + 1, edge))
    high = 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, 1 - edge))
    return Estimate(successes / n, low, high)


def tango(b: int, c: int, n: int, *, confidence: float = 0.95) -> Estimate:
    """(b - c) / n of n matched pairs, b and c discordant, with Tango's score interval (Stat Med 1998; 17:891)."""
    if n == 0:
        return undefined("there are no cases")
    z, difference = z_quantile(confidence), (b - c) / n
    low = -1.0 if c == n else _root(lambda d: _tango_score(b, c, n, d) - z, -1.0, difference)
    high = 1.0 if b == n else _root(lambda d: _tango_score(b, c, n, d) + z, difference, 1.0)
    return Estimate(difference, low, high)


def _tango_score(b: int, c: int, n: int, delta: float) -> float:
    linear = -b - c + (2 * n - b + c) * delta
    constant = -c * delta * (1 - delta)
    q = (max(linear * linear - 8 * n * constant, 0.0) ** 0.5 - linear) / (4 * n)
    variance = n * (2 * q + delta * (1 - delta))
    gap = b - c - n * delta
    return gap / variance**0.5 if variance > 0 else float(np.copysign(np.inf, gap)) if gap else 0.0


def _root(score: Callable[[float], float], low: float, high: float) -> float:
    """Root of a decreasing score by bisection to the last bit; its infinities at the ends are harmless here."""
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if score(middle) > 0 else (low, middle)
    return (low + high) / 2
