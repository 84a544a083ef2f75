"""The two axes of the quality–cost figure: win rates in tenths, dollars on a logarithmic scale where they span decades."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STEPS = (1, 2, 5)
# From this ratio on a linear axis would press all but the dearest into a corner.
SPAN = 10
# Beyond the outermost points, so that no mark lies on the edge.
MARGIN = 1.25


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: its place in per cent from the left or the top, and what it says."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class CostScale:
    """Dollars from left to right."""

    low: float
    high: float
    is_log: bool

    def at(self, value: float) -> float:
        """Return a cost's place, in per cent from the left."""
        low, high, value = (math.log10(one) if self.is_log else one for one in (self.low, self.high, value))
        return round(100 * (value - low) / (high - low), 2)

    @property
    def ticks(self) -> Sequence[Tick]:
        """Return at most seven marks: decades alone where there are many."""
        if not self.is_log:
            return [Tick(self.at(share * self.high), _plain(share * self.high)) for share in (0, 0.5, 1)]
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        n_decades = math.log10(self.high / self.low)
        steps = STEPS if n_decades <= 2 else STEPS[:1]
        thin = 1 if n_decades <= 6 else 2
        values = [step * 10.0**power for power in range(first, last + 1, thin) for step in steps]
        inside = [value for value in values if self.low * 0.999 <= value <= self.high * 1.001]
        return [Tick(self.at(value), _plain(value)) for value in inside]


@dataclass(frozen=True, slots=True)
class RateScale:
    """Win rates from the bottom to the top, in whole tenths."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Return a win rate's place, in per cent from the top."""
        return round(100 - 100 * (value - self.low) / (self.high - self.low), 2)

    @property
    def ticks(self) -> Sequence[Tick]:
        """Return a mark at every tenth, or at fewer where there are many; one half is among them."""
        tenths = range(round(self.low * 10), round(self.high * 10) + 1)
        step = 1 if len(tenths) <= 6 else 2 if len(tenths) <= 10 else 5
        return [Tick(self.at(tenth / 10), f"{tenth / 10:g}") for tenth in tenths if (tenth - 5) % step == 0]


def cost_scale(costs: Iterable[float]) -> CostScale:
    """Return an axis that holds these costs, of which there is at least one."""
    known = sorted(costs)
    if known[0] > 0 and known[-1] / known[0] >= SPAN:
        return CostScale(_down(known[0] / MARGIN), _up(known[-1] * MARGIN), is_log=True)
    return CostScale(0.0, _up(known[-1] * MARGIN), is_log=False)


def rate_scale(rates: Iterable[float]) -> RateScale:
    """Return an axis that holds these win rates, and one half with room on both sides."""
    known = sorted([0.4, 0.6, *rates])
    return RateScale(max(0.0, math.floor(known[0] * 10 + 1e-9) / 10), min(1.0, math.ceil(known[-1] * 10 - 1e-9) / 10))


def _up(value: float) -> float:
    """Return the next of 1, 2, 5 times a power of ten; of nothing, one."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(step * power for step in (*STEPS, 10) if step * power >= value * 0.999999)


def _down(value: float) -> float:
    """Return the last of 1, 2, 5 times a power of ten before a value."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in reversed(STEPS) if step * power <= value * 1.000001)


def _plain(value: float) -> str:
    """Write a number without an exponent and without zeros at its end."""
    return f"{value:,.9f}".rstrip("0").rstrip(".")
