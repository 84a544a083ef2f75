"""Forest plots in percent units, so that the text beside them never scales."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evaluator.lead.report.figures_as_text import interval, two

Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of the number line, in tenths; `zone` is the band around a half within the margin."""

    low: float
    high: float
    reference: float | None = None
    margin: float | None = None

    def at(self, value: float) -> str:
        """Return a value's place, in per cent of the width."""
        return f"{min(100.0, max(0.0, (value - self.low) / (self.high - self.low) * 100)):.2f}%"

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """Places and labels of the axis, ten at most."""
        n = round((self.high - self.low) * 10)
        step = 1 if n <= 6 else 2 if n <= 12 else 5
        first = math.ceil(round(self.low * 10, 6) / step) * step
        tenths = range(first, round(self.high * 10) + 1, step)
        return [(self.at(tenth / 10), f"{tenth / 10:g}".replace("-", "−")) for tenth in tenths]

    @property
    def reference_at(self) -> str | None:
        """Return the place of the line of no difference."""
        return None if self.reference is None else self.at(self.reference)

    @property
    def zone(self) -> tuple[str, str] | None:
        """Return start and width of the margin's band."""
        if self.margin is None or self.reference is None:
            return None
        return self.at(self.reference - self.margin), f"{2 * self.margin / (self.high - self.low) * 100:.2f}%"


@dataclass(frozen=True, slots=True)
class Mark:
    """An estimate on a scale: its places, its words, and why something is missing."""

    value: str
    interval: str
    x: str | None
    low: str | None
    high: str | None
    note: str

    @property
    def label(self) -> str:
        """Say the mark for those who don't see it."""
        return (
            f"{self.value}, 95 % interval {self.interval}"
            if self.low
            else f"{self.value}, {self.note or 'no interval'}"
        )


def scale_of(estimates: Iterable[Figures], *, reference: float | None, margin: float | None, least: float) -> Scale:
    """Return the tenths that hold all estimates and at least `least` on both sides of the reference (or 0 to 1)."""
    known = [bound for e in estimates for bound in (e["low"], e["estimate"], e["high"]) if bound is not None]
    if reference is None:
        low, high = min([0.0, *known]), 1.0
    else:
        reach = max(least, (margin or 0.0) + 0.05)
        low, high = min([reference - reach, *known]), max([reference + reach, *known])
    return Scale(math.floor(low * 10 + 1e-9) / 10, math.ceil(high * 10 - 1e-9) / 10, reference, margin)


def mark(estimate: Figures, scale: Scale) -> Mark:
    """Place an estimate on a scale."""
    low, middle, high = (estimate[name] for name in ("low", "estimate", "high"))
    bounded = low is not None and high is not None
    return Mark(
        value=two(middle),
        interval=interval(estimate),
        x=None if middle is None else scale.at(middle),
        low=scale.at(low) if bounded else None,
        high=scale.at(high) if bounded else None,
        note=estimate["note"] or "",
    )
