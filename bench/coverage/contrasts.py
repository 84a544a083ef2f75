"""Intervals that are common and that this project does not print, to show why."""

from __future__ import annotations

from bench.coverage.method import CONFIDENCE
from evaluator.stats.codes import HALF_POINTS
from evaluator.stats.intervals import Estimate, mean_interval
from evaluator.stats.tally import Tally


def psi_over_votes(study: Tally) -> Estimate:
    """ψ with every vote taken as independent of all others."""
    return mean_interval(HALF_POINTS[study.judged.code] / 2, confidence=CONFIDENCE)
