"""How often an interval held the truth, or a test rejected it, in the studies of one cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.coverage.method import Kind
from evaluator.stats.intervals import Estimate

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Score:
    """Studies; figures that count, and those that are undefined or without an interval; of the former, the truth below
    and above.

    `error` is the mean, `rms` the root mean square of estimate less truth, `width` the intervals' mean. Of a test,
    `above` counts what it rejected.
    """

    studies: int
    n: int
    missing: int
    below: int
    above: int
    error: float
    rms: float
    width: float

    @property
    def missed(self) -> float:
        """Share of intervals beside the truth, or of tests that rejected it."""
        return (self.below + self.above) / self.n if self.n else 0.0

    @property
    def missing_share(self) -> float:
        """Share of figures without an interval."""
        return self.missing / max(self.n + self.missing, 1)

    @property
    def missed_error(self) -> float:
        """Standard error of that share."""
        return float(np.sqrt(self.missed * (1 - self.missed) / self.n)) if self.n else 0.0


class Count:
    """What was found in the studies of one cell so far, figure by figure."""

    def __init__(self, kind: Kind, level: float, truths: Sequence[float | None]) -> None:
        """Nothing yet."""
        self.kind, self.level, self.truths = kind, level, truths
        self.studies = self.missing = 0
        # Truth, estimate, low and high; of a test its p alone.
        self.found: list[tuple[float, float, float, float]] = []

    def add(self, figures: Sequence[Estimate]) -> None:
        """Count the figures of one study."""
        self.studies += 1
        truths = [0.0] * len(figures) if self.kind == "test" else self.truths
        for figure, truth in zip(figures, truths, strict=True):
            low, high = (figure.estimate,) * 2 if self.kind in ("test", "share", "point") else (figure.low, figure.high)
            if truth is None or figure.estimate is None or low is None or high is None:
                self.missing += 1
            else:
                self.found.append((truth, figure.estimate, low, high))

    def join(self, other: Count) -> None:
        """Add what was found in other studies of the cell."""
        self.studies += other.studies
        self.missing += other.missing
        self.found += other.found

    def score(self) -> Score:
        """What it comes to."""
        truth, estimate, low, high = np.array(self.found, dtype=np.float64).reshape(-1, 4).T
        if self.kind == "test":
            rejected = int((estimate <= self.level + _ROUNDING).sum())
            return Score(self.studies, len(truth), self.missing, 0, rejected, 0.0, 0.0, 0.0)
        below, above = truth < low - _ROUNDING, truth > high + _ROUNDING
        if self.kind in ("share", "point"):
            below, above = np.zeros_like(below), np.zeros_like(above)
        error = estimate - truth
        n = max(len(truth), 1)
        return Score(
            studies=self.studies,
            n=len(truth),
            missing=self.missing,
            below=int(below.sum()),
            above=int(above.sum()),
            error=round(float(error.sum()) / n, 5),
            rms=round(float(np.square(error).sum() / n) ** 0.5, 5),
            width=round(float((high - low).sum()) / n, 5),
        )
