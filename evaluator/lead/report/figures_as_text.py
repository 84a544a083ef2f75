"""Numbers as a reader sees them: two digits, a real minus sign, and "–" where there is none."""

from collections.abc import Mapping
from typing import Any

NONE = "–"


def two(value: float | None) -> str:
    """Write a figure with two digits after the point."""
    # Rounded first: a small negative number would otherwise print as minus zero.
    return NONE if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def interval(estimate: Mapping[str, Any]) -> str:
    """Write an estimate's interval, or "no interval"."""
    low, high = estimate["low"], estimate["high"]
    if low is None or high is None:
        return "no interval" if estimate["estimate"] is not None else ""
    return f"{two(low)} to {two(high)}" if low < 0 else f"{two(low)}–{two(high)}"


def percent(share: float | None) -> str:
    """Write a share in whole per cent."""
    return NONE if share is None else f"{share * 100:.0f} %"


def of_hundred(share: float | None) -> str:
    """Write a share as a number of hundred, for sentences."""
    return NONE if share is None else f"{share * 100:.0f}"


def p_value(p: float | None) -> str:
    """Write p with two digits that count, and nothing below 0.001."""
    if p is None:
        return NONE
    return "< 0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def seconds(milliseconds: float | None) -> str:
    """Write a time in whole seconds."""
    return NONE if milliseconds is None else f"{milliseconds / 1000:.0f} s"


def listed(words: list[str], *, word: str = "and") -> str:
    """Join words as in a sentence: a, b and c."""
    return f" {word} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
