"""A run's tables per second, minute by minute, as the numbers that a chart's SVG takes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from modelhub.models import RunMinute


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: its place in per cent from the top or the left, and what it says."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class SpeedChart:
    """A line in a square of 100 × 100, and the marks beside it."""

    path: str
    across: tuple[Tick, ...]
    moments: tuple[tuple[float, datetime], ...]
    most_per_s: float


def speed_chart(minutes: Sequence[RunMinute]) -> SpeedChart | None:
    """Return the chart of a run's minutes; None before there are two. Minutes without a table count as nothing."""
    if len(minutes) < 2:
        return None
    begin, end = minutes[0].minute, minutes[-1].minute
    n = int((end - begin).total_seconds() // 60)
    counts = {int((one.minute - begin).total_seconds() // 60): one.n_tables / 60 for one in minutes}
    top = _round_up(max(counts.values()))
    points = [(100 * at / n, 100 - 100 * counts.get(at, 0.0) / top) for at in range(n + 1)]
    path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
    across = tuple(Tick(100 - 100 * share, f"{top * share:g}") for share in (0, 0.5, 1))
    return SpeedChart(path, across, ((0.0, begin), (100.0, end)), max(counts.values()))


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)
