"""Filters for times and numbers: always in TIME_ZONE and with its label, never more digits than are known."""

from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.dateformat import format as django_format

register = template.Library()


@register.filter
def moment(value: datetime | None) -> str:
    """Write a time as "22 Nov 14:05 UTC", with the year when it is another one than this."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return django_format(local, f"j M{_year(local)} H:i T")


@register.filter
def day(value: datetime | None) -> str:
    """Write a day as "Wed 18 Nov", with the year when it is another one than this."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return django_format(local, f"D j M{_year(local)}")


@register.filter
def seen(value: datetime | None) -> str:
    """Write when somebody was last here: "today 11:52 UTC", else the day."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return django_format(local, r"\t\o\d\a\y H:i T") if local.date() == timezone.localdate() else day(value)


@register.filter
def clock(value: datetime) -> str:
    """Write a time of day as "14:05"; for charts, whose page says the day and the zone."""
    return django_format(timezone.localtime(value), "H:i")


@register.filter
def ago(value: datetime) -> str:
    """Write how long ago something was: "12 s ago", from two minutes on "7 min ago", from two hours on its moment."""
    seconds = max(0, round((timezone.now() - value).total_seconds()))
    if seconds >= 7200:
        return moment(value)
    return f"{seconds} s ago" if seconds < 120 else f"{round(seconds / 60)} min ago"


@register.filter
def duration(milliseconds: int | None) -> str:
    """Write a length of time as "57 s", from two minutes on as "3 min"; nothing when it is not known."""
    if milliseconds is None:
        return ""
    seconds = round(milliseconds / 1000)
    return f"{seconds} s" if seconds < 120 else f"{round(seconds / 60):,} min"


@register.filter
def grouped(number: int) -> str:
    """Write a whole number with its thousands apart: 3,412."""
    return f"{number:,}"


@register.filter
def margin(value: Decimal | None) -> str:
    """Write a margin with two digits, or three where the third says something: 0.10, 0.125."""
    return "" if value is None else f"{value:.3f}".removesuffix("0")


@register.filter
def rounded(number: float) -> int:
    """Round to a whole number."""
    return round(number)


def _year(local: datetime) -> str:
    return "" if local.year == timezone.localdate().year else " Y"
