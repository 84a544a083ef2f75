"""Pace of a study: answers a day over the last week, and the day to which they lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evaluator.lead.progress import Bucket

WINDOW = timedelta(days=7)
DAY = timedelta(days=1)
# An end further away than this says only that the study has stalled.
FARTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Pace:
    """Answers a day, and the expected end; no end when nothing came lately or nothing is missing."""

    per_day: float
    expected_end: datetime | None


def pace_of(buckets: Sequence[Bucket], *, n_missing: int, now: datetime) -> Pace:
    """Return the pace of the last seven days, or since the first answer; less than a day counts as one."""
    if not buckets:
        return Pace(0.0, None)
    start = max(now - WINDOW, buckets[0].at)
    n_recent = sum(bucket.n for bucket in buckets if bucket.at >= start)
    per_day = n_recent / max((now - start) / DAY, 1.0)
    if not n_recent or not n_missing:
        return Pace(per_day, None)
    left = timedelta(days=n_missing / per_day)
    return Pace(per_day, now + left if left <= FARTHEST else None)
