"""Looking before the end without cheating: an interval for ψ that holds at every look at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from evaluator.stats.tally import Floats

Advice = Literal["go on", "stop"]

_GRID = np.linspace(0.0, 1.0, 1001)
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class ConfidenceSequence:
    """After each completed table: the mean so far, and bounds that all hold together with the confidence."""

    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One look; while a study is open only `advice` may be shown, for the bounds tell raters and lead who is ahead."""

    n_tables: int
    low: float
    high: float
    advice: Advice


def confidence_sequence(means: Floats, *, confidence: float = 0.95) -> ConfidenceSequence:
    """Hedged betting bounds for the mean of values in [0, 1] (Waudby-Smith & Ramdas, J R Stat Soc B 2024; 86:1).

    `means` are table means of ψ in the order in which tables were drawn. Against each candidate mean two gamblers
    bet that it is too low and too high; it is out once the capital of either reaches 2 / (1 - confidence). Assumes
    that tables come in random order (each mean, given the past, has expectation ψ) and that the order of tables does
    not depend on their results: take the longest completed stretch of the order, not every table that is complete.
    Bounds are running intersections on a grid of 0.001, widened to the next point.
    """
    x = np.asarray(means, dtype=np.float64)
    if not (np.isfinite(x).all() and (x >= 0).all() and (x <= 1).all()):
        raise ValueError("table means lie between 0 and 1")
    n = len(x)
    if n == 0:
        return ConfidenceSequence((), (), ())
    alpha = 1 - confidence
    capital = np.maximum(*(_log_capital(x, side, alpha) for side in (1, -1)))
    inside = np.logical_and.accumulate(capital < np.log(2 / alpha), axis=0)
    low, high = _ends(inside)
    running = np.cumsum(x) / np.arange(1, n + 1)
    return ConfidenceSequence(tuple(running.tolist()), tuple(low.tolist()), tuple(high.tolist()))


def look(means: Floats, *, margin: float | None = None, confidence: float = 0.95) -> Look:
    """Stop once the bounds answer the study's question, at any time and as often as wished.

    Without a margin the question is whether ψ differs from ½; with one, whether it does or lies within ½ ± margin.
    Raises ValueError for a margin outside (0, ½) or a mean outside [0, 1].
    """
    if margin is not None and not 0 < margin < 0.5:
        raise ValueError(f"margin {margin} is not between 0 and 0.5, on the scale of ψ")
    sequence = confidence_sequence(means, confidence=confidence)
    low, high = (sequence.low[-1], sequence.high[-1]) if sequence.low else (0.0, 1.0)
    return Look(len(sequence.low), low, high, "stop" if is_answered(low, high, margin) else "go on")


def is_answered(low: float, high: float, margin: float | None) -> bool:
    """Whether bounds of ψ leave ½ out or, with a margin, lie within ½ ± margin."""
    if low > 0.5 or high < 0.5:
        return True
    return margin is not None and low > 0.5 - margin and high < 0.5 + margin


def _log_capital(x: Floats, side: int, alpha: float) -> Floats:
    """(tables, candidates): log capital of the gambler who bets that the mean is above (1) or below (-1) each."""
    bets = _bets(x, alpha)[:, np.newaxis]
    room = np.where(side > 0, _GRID, 1 - _GRID)
    # A stake of at most half of what could be lost keeps the capital positive.
    most = np.divide(_MOST, room, out=np.full_like(room, np.inf), where=room > 0)
    stakes = np.minimum(bets, most)
    return np.asarray(np.cumsum(np.log1p(side * stakes * (x[:, np.newaxis] - _GRID)), axis=0), dtype=np.float64)


def _bets(x: Floats, alpha: float) -> Floats:
    """The paper's plug-in bets; each uses the tables before it only."""
    t = np.arange(1, len(x) + 1)
    mean = (0.5 + np.cumsum(x)) / (t + 1)
    variance = (0.25 + np.cumsum(np.square(x - mean))) / (t + 1)
    before = np.concatenate(([0.25], variance[:-1]))
    return np.asarray(np.sqrt(2 * np.log(2 / alpha) / (before * t * np.log(t + 1))), dtype=np.float64)


def _ends(inside: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> tuple[Floats, Floats]:
    """First and last candidate in each row, one step further out; an empty row keeps the row before."""
    step, last = _GRID[1], len(_GRID) - 1
    low = np.where(inside.any(axis=1), _GRID[inside.argmax(axis=1)] - step, np.nan)
    high = np.where(inside.any(axis=1), _GRID[last - inside[:, ::-1].argmax(axis=1)] + step, np.nan)
    for row in np.flatnonzero(np.isnan(low)):
        low[row], high[row] = (low[row - 1], high[row - 1]) if row else (0.0, 1.0)
    return np.maximum(low, 0.0), np.minimum(high, 1.0)
