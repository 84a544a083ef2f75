"""The pace chart's coordinates."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from evaluator.lead.pace_chart import PaceChart, Tick, pace_chart
from evaluator.lead.progress import Bucket

OPENED = datetime(2026, 11, 15, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 0, tzinfo=UTC)


def chart(
    buckets: list[Bucket], *, n_total: int = 100, end: datetime | None = None, deadline: datetime | None = None
) -> PaceChart:
    """Draw a study that was opened on 15 November."""
    return pace_chart(buckets, n_total=n_total, opened_at=OPENED, now=NOW, expected_end=end, deadline=deadline)


def points(path: str) -> list[tuple[float, float]]:
    """Read the points of a path."""
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)]


def test_line_runs_from_the_opening_day_to_now() -> None:
    drawn = chart([Bucket(OPENED + timedelta(days=1), 21, 21)], n_total=100, end=NOW + timedelta(days=5))
    assert points(drawn.line) == [(0.0, 100.0), (13.75, 80.0), (50.0, 80.0)]
    assert (drawn.now_x, drawn.now_y, drawn.now_is_right) == ("50.00%", "80.00%", False)


def test_projection_ends_at_all() -> None:
    drawn = chart([Bucket(OPENED, 21, 21)], end=NOW + timedelta(days=5))
    assert points(drawn.projection) == [(50.0, 80.0), (100.0, 4.76)]
    assert drawn.all_y == "4.76%"


def test_axes_have_round_labels() -> None:
    drawn = chart([], n_total=248, end=NOW + timedelta(days=5))
    assert [tick.label for tick in drawn.y_ticks] == ["0", "100", "200"]
    assert drawn.x_ticks[:2] == (Tick("0.00%", "15 Nov"), Tick("20.00%", "17 Nov"))


def test_deadline_far_ahead_is_left_out() -> None:
    assert chart([], deadline=NOW + timedelta(days=3)).deadline_x != ""
    assert chart([], deadline=NOW + timedelta(days=300)).deadline_x == ""


@given(
    offsets=st.lists(st.floats(0, 4.6), max_size=400),
    n_total=st.integers(400, 100_000),
    end=st.none() | st.floats(0.01, 700),
    deadline=st.none() | st.floats(-10, 700),
)
def test_everything_stays_inside_and_the_line_never_falls(
    offsets: list[float], n_total: int, end: float | None, deadline: float | None
) -> None:
    buckets = [Bucket(OPENED + timedelta(days=offset), 1, 1) for offset in sorted(offsets)]
    drawn = chart(
        buckets,
        n_total=n_total,
        end=None if end is None else NOW + timedelta(days=end),
        deadline=None if deadline is None else NOW + timedelta(days=deadline),
    )
    line = points(drawn.line)
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in line)
    assert line == sorted(line, key=lambda point: (point[0], -point[1]))
    assert len(line) <= 202
    assert 1 <= len(drawn.x_ticks) <= 7
    assert 2 <= len(drawn.y_ticks) <= 6
