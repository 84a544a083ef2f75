"""How times and numbers are written."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import Settings

from evaluator.templatetags.moments import ago, day, duration, grouped, margin, moment, seen

AT = datetime(2001, 11, 21, 23, 30, tzinfo=UTC)


def test_moment_has_the_zone_and_the_year_of_another_year() -> None:
    assert moment(AT) == "21 Nov 2001 23:30 UTC"


def test_day_is_the_local_one(settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    assert day(AT) == "Thu 22 Nov 2001"
    assert moment(AT) == "22 Nov 2001 08:30 JST"


def test_this_year_is_left_out() -> None:
    assert str(timezone.localdate().year) not in day(timezone.now())


def test_seen_today_is_a_time_and_earlier_a_day() -> None:
    now = timezone.now()
    assert seen(now) == f"today {now:%H:%M} UTC"
    assert seen(now - timedelta(days=2)) == day(now - timedelta(days=2))


@pytest.mark.parametrize(
    ("milliseconds", "words"), [(None, ""), (400, "0 s"), (56_700, "57 s"), (119_000, "119 s"), (200_000, "3 min")]
)
def test_duration_is_in_seconds_below_two_minutes(milliseconds: int | None, words: str) -> None:
    assert duration(milliseconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s ago"), (100, "100 s ago"), (420, "7 min ago"), (-5, "0 s ago")]
)
def test_ago_is_in_seconds_then_minutes(seconds: int, words: str) -> None:
    assert ago(timezone.now() - timedelta(seconds=seconds)) == words


def test_what_was_hours_ago_is_written_as_a_moment() -> None:
    assert ago(AT) == "21 Nov 2001 23:30 UTC"


def test_nothing_is_written_for_no_time() -> None:
    assert (moment(None), day(None), seen(None)) == ("", "", "")


def test_thousands_are_apart() -> None:
    assert (grouped(3412), grouped(12)) == ("3,412", "12")


def test_margin_has_two_digits_or_a_third_that_says_something() -> None:
    assert [margin(Decimal(value)) for value in ("0.1", "0.100", "0.125")] == ["0.10", "0.10", "0.125"]
    assert margin(None) == ""
