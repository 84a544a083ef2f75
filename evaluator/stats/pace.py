"""Answers that came suspiciously fast or slow, each rater by their own pace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluator.stats.tally import Tally

# Median absolute deviations of log time: 3.5 as Iglewicz & Hoaglin advise.
_FAR = 3.5
_SCALE = 1.4826
_FEWEST = 8


@dataclass(frozen=True, slots=True)
class RaterPace:
    """Timed primary answers of one rater: median in milliseconds, and how many stand out, null below 8 answers."""

    rater: str
    n: int
    median_ms: float | None
    n_fast: int | None
    n_slow: int | None


def paces(study: Tally) -> tuple[RaterPace, ...]:
    """Time outliers by the modified z-score of log time (Iglewicz & Hoaglin 1993), over 3.5 either way.

    They are for a look, not for exclusion: the analysis keeps every answer. Assumes about log-normal times.
    """
    timed = study.primary.where(study.primary.ms > 0)
    return tuple(_pace(rater, timed.ms[timed.rater == number]) for number, rater in enumerate(study.raters))


def _pace(rater: str, ms: np.ndarray[tuple[int], np.dtype[np.int64]]) -> RaterPace:
    if len(ms) < _FEWEST:
        return RaterPace(rater, len(ms), float(np.median(ms)) if len(ms) else None, None, None)
    logs = np.log(ms)
    apart = logs - np.median(logs)
    far = _FAR * _SCALE * float(np.median(np.abs(apart)))
    n_fast, n_slow = (int((side * apart > max(far, 1e-12)).sum()) for side in (-1, 1))
    return RaterPace(rater, len(ms), float(np.median(ms)), n_fast, n_slow)
