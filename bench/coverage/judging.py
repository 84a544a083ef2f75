"""What is asked of a method, and whether it holds in a cell."""

from __future__ import annotations

from typing import Literal

from bench.coverage.results import Row

LEAST, MOST = 0.93, 0.98
# A test at 5 % may reject up to 6 %, give or take what chance does to the share simulated; the same margin holds for an
# interval that covers more than it need, which misleads nobody, and not for one that covers less.
_SLACK, _ERRORS = 1.2, 2.0
# A plan's power must agree to a hundredth, give or take what chance does to the share simulated.
_FAR, _NEAR = 3.0, 0.01
_ROUNDING = 1e-9

Verdict = Literal["holds", "falls short", "too wide", "rejects too often", "off", "not judged"]


def judge(row: Row) -> Verdict:
    """Hold a method to its limits in one cell."""
    score = row.score
    if row.contrast or row.kind == "point" or not score.n:
        return "not judged"
    if row.kind == "share":
        # Every figure is 1 or 0, so that their spread about the plan gives the error of their mean.
        return "off" if abs(score.error) > _FAR * score.rms / score.n**0.5 + _NEAR else "holds"
    if row.kind == "test":
        allowed = _SLACK * row.level + _ERRORS * score.missed_error
        return "rejects too often" if score.missed > allowed else "holds"
    if score.missed > 1 - LEAST + _ROUNDING:
        return "falls short"
    sure = score.missed + _ERRORS * score.missed_error < 1 - MOST
    return "too wide" if row.kind == "interval" and sure else "holds"
