"""The pace of a study and the day to which it leads."""

from datetime import UTC, datetime, timedelta

from evaluator.lead.pace import Pace, pace_of
from evaluator.lead.progress import Bucket

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def answers(n: int, *, days_ago: float) -> Bucket:
    """Answers that came together."""
    return Bucket(NOW - timedelta(days=days_ago), n, n)


def test_pace_without_answers_is_none() -> None:
    assert pace_of([], n_missing=10, now=NOW) == Pace(0.0, None)


def test_pace_is_per_day_since_the_first_answer() -> None:
    pace = pace_of([answers(30, days_ago=4), answers(10, days_ago=1)], n_missing=20, now=NOW)
    assert pace == Pace(10.0, NOW + timedelta(days=2))


def test_pace_forgets_answers_older_than_a_week() -> None:
    pace = pace_of([answers(500, days_ago=20), answers(14, days_ago=3)], n_missing=6, now=NOW)
    assert pace == Pace(2.0, NOW + timedelta(days=3))


def test_first_hours_count_as_a_day() -> None:
    assert pace_of([answers(8, days_ago=0.1)], n_missing=16, now=NOW) == Pace(8.0, NOW + timedelta(days=2))


def test_finished_study_has_no_expected_end() -> None:
    assert pace_of([answers(7, days_ago=1)], n_missing=0, now=NOW) == Pace(7.0, None)


def test_stalled_study_has_no_expected_end() -> None:
    assert pace_of([answers(7, days_ago=9)], n_missing=5, now=NOW) == Pace(0.0, None)
    assert pace_of([answers(1, days_ago=7)], n_missing=5_000, now=NOW).expected_end is None
