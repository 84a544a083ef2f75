"""The pace chart as percent coordinates: the template only writes them down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from evaluator.lead.progress import Bucket

N_LABELS = 6
N_TICKS = 4
# Room above the dashed line of "all".
HEADROOM = 1.05
# How far beyond today the chart looks at most, as a share of the time the study has run; and at least.
LOOK_AHEAD, MIN_AHEAD = 1.5, timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and its label."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Span:
    """The chart's plane: from the opening's local midnight to its right edge, and up to all showings."""

    start: datetime
    end: datetime
    n_total: int

    def x(self, moment: datetime) -> float:
        """Return percent from the left edge."""
        return 100 * ((moment - self.start) / (self.end - self.start))

    def y(self, n: float) -> float:
        """Return percent from the top edge."""
        return 100 * (1 - n / (self.n_total * HEADROOM))

    def point(self, moment: datetime, n: float) -> str:
        """Return a point of an SVG path."""
        return f"{self.x(moment):.2f} {self.y(n):.2f}"


@dataclass(frozen=True, slots=True)
class PaceChart:
    """Everything that the chart's SVG says."""

    line: str
    projection: str
    now_x: str
    now_y: str
    now_is_right: bool
    all_y: str
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    deadline_x: str


def pace_chart(
    buckets: Sequence[Bucket],
    *,
    n_total: int,
    opened_at: datetime,
    now: datetime,
    expected_end: datetime | None,
    deadline: datetime | None,
) -> PaceChart:
    """Draw cumulative answers from the opening until now, and on to the expected end; all moments in local time."""
    span = _span(opened_at, now, [moment for moment in (expected_end, deadline) if moment], n_total)
    n_done = sum(bucket.n for bucket in buckets)
    target = expected_end or now
    return PaceChart(
        line="M" + "L".join(_line_points(buckets, span, now)),
        projection=f"M{span.point(now, n_done)}L{span.point(target, n_total)}" if expected_end else "",
        now_x=_percent(span.x(now)),
        now_y=_percent(span.y(n_done)),
        now_is_right=span.x(now) > 85,
        all_y=_percent(span.y(n_total)),
        y_ticks=tuple(Tick(_percent(span.y(n)), f"{n:,}") for n in _round_counts(n_total)),
        x_ticks=_x_ticks(span),
        deadline_x=_percent(span.x(deadline)) if deadline and span.start < deadline <= span.end else "",
    )


def _span(opened_at: datetime, now: datetime, ahead: Sequence[datetime], n_total: int) -> Span:
    start = opened_at.replace(hour=0, minute=0, second=0, microsecond=0)
    edge = now + max(LOOK_AHEAD * (now - start), MIN_AHEAD)
    end = max([now, start + timedelta(days=1), *(min(moment, edge) for moment in ahead)])
    return Span(start, end, n_total)


def _line_points(buckets: Sequence[Bucket], span: Span, now: datetime) -> list[str]:
    """A point for every bucket would be thousands: one per 200th of the width is all that can be seen."""
    points, last = [span.point(span.start, 0)], -1.0
    running = list(accumulate(bucket.n for bucket in buckets))
    for bucket, n in zip(buckets, running, strict=True):
        if span.x(bucket.at) - last >= 0.5:
            points.append(span.point(max(bucket.at, span.start), n))
            last = span.x(bucket.at)
    return [*points, span.point(now, running[-1] if running else 0)]


def _round_counts(n_total: int) -> list[int]:
    step = next(s for s in _round_steps() if s * N_TICKS >= n_total)
    return [n for n in range(0, n_total, step) if n <= 0.9 * n_total]


def _round_steps() -> Sequence[int]:
    return [digit * 10**power for power in range(9) for digit in (1, 2, 5)]


def _x_ticks(span: Span) -> tuple[Tick, ...]:
    n_days = (span.end - span.start).days + 1
    step = max(1, -(-n_days // N_LABELS))
    days = (span.start + timedelta(days=offset) for offset in range(0, n_days, step))
    return tuple(Tick(_percent(span.x(at)), f"{at.day} {at:%b}") for at in days if span.x(at) <= 96)


def _percent(value: float) -> str:
    return f"{value:.2f}%"
