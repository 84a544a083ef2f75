"""The quality–cost figure as the numbers that an SVG takes: a point for every study that judged a priced version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from modelhub.selection.evidence import Comparison
from modelhub.selection.labels import Place, Spot, places
from modelhub.selection.options import Option, Selection
from modelhub.selection.scales import CostScale, RateScale, Tick, cost_scale, rate_scale

# Of the drawing in the stylesheet, in pixels; of its widths, those of phones and those of wider windows.
HEIGHT = 320
NARROW, WIDE = (200, 580), (515, 1100)
# Longer names stand in the table alone, beside their number.
LONGEST = 30
# More points tell nothing, and every label looks at every mark; those that nothing dominates come first.
MOST = 30
# Marks that would lie on each other are drawn side by side, so many pixels apart.
APART, TOO_NEAR = 14, 2.0


@dataclass(frozen=True, slots=True)
class Point:
    """A version's win rate in one study over its cost; places across and down in per cent, sizes in pixels."""

    number: str
    name: str
    x: float
    y: float
    low: float | None
    high: float | None
    beside: int
    is_grey: bool
    is_reference: bool
    simulated: bool
    # Of the number alone, on phones, and with the name; None where no place is free.
    narrow: Place | None = None
    wide: Place | None = None
    wide_name: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """The points with their axes; `even` is the line of one half."""

    points: tuple[Point, ...]
    across: Sequence[Tick]
    up: Sequence[Tick]
    even: float
    is_log: bool
    label: str
    n_left_out: int


def plot(selection: Selection) -> Plot | None:
    """Draw all versions that have a price and a win rate against the reference; None where there is none but itself."""
    drawn = [one for one in selection.options if one.usd_per_1000 is not None and one.estimate is not None]
    judged = [one for one in drawn if one.quality]
    if not judged or selection.reference is None:
        return None
    across = cost_scale(_cost(one) for one in drawn)
    up = rate_scale(rate for one in judged for pair in one.quality for rate in _rates(pair))
    # In the order of the table, which the square of the reference must not fall out of.
    found = sorted((point for one in drawn for point in _points(one, across, up)), key=lambda one: not one.is_reference)
    points = _labelled(_side_by_side(found[:MOST]), even=up.at(0.5) * HEIGHT / 100)
    label = f"Win rate against {selection.reference.name} and dollars per 1,000 tables of {len(drawn)} versions"
    return Plot(
        points=tuple(points),
        across=across.ticks,
        up=up.ticks,
        even=up.at(0.5),
        is_log=across.is_log,
        label=f"{label}, as in the table below",
        n_left_out=len(found) - len(points),
    )


def _points(one: Option, across: CostScale, up: RateScale) -> Iterable[Point]:
    x, grey = across.at(_cost(one)), one.is_grey
    if one.is_reference:
        yield Point(one.number, one.version.name, x, up.at(0.5), None, None, 0, grey, True, False)
    for pair in one.quality:
        low, high = (None if bound is None else up.at(bound) for bound in (pair.low, pair.high))
        yield Point(one.number, one.version.name, x, up.at(pair.estimate), low, high, 0, grey, False, pair.simulated)


def _side_by_side(points: Sequence[Point]) -> list[Point]:
    """Put points of about the same cost beside each other."""
    placed: list[Point] = []
    for group in _groups(sorted(points, key=lambda one: (one.x, int(one.number)))):
        start = -APART * (len(group) - 1) // 2
        placed += [replace(one, beside=start + APART * at) for at, one in enumerate(group)]
    return placed


def _groups(points: Sequence[Point]) -> Iterable[list[Point]]:
    group: list[Point] = []
    for point in points:
        if group and point.x - group[0].x > TOO_NEAR:
            yield group
            group = []
        group.append(point)
    if group:
        yield group


def _labelled(points: Sequence[Point], *, even: float) -> list[Point]:
    """Give the points their labels: those that are not grey choose first; where a name finds no place, the number stands alone."""
    order = sorted(points, key=lambda one: (one.is_grey, int(one.number)))
    spots = [_spot(one) for one in order]
    narrow = places(spots, [[len(one.number)] for one in order], widths=NARROW, height=HEIGHT, line=even)
    wide = places(spots, [_lengths(one) for one in order], widths=WIDE, height=HEIGHT, line=even)
    return [
        replace(one, narrow=small, wide=large, wide_name=one.name if large and large.n > len(one.number) else "")
        for one, small, large in zip(order, narrow, wide, strict=True)
    ]


def _lengths(one: Point) -> list[int]:
    """Return the length of number and name, if that is not too long, and of the number alone."""
    alone = len(one.number)
    return [*([alone + 1 + len(one.name)] if len(one.name) <= LONGEST else []), alone]


def _spot(one: Point) -> Spot:
    ends = [y for y in (one.low, one.high) if y is not None] or [one.y]
    top, bottom = min(ends) * HEIGHT / 100, max(ends) * HEIGHT / 100
    return Spot(one.x, one.beside, one.y * HEIGHT / 100, top, bottom)


def _cost(one: Option) -> float:
    return float(one.usd_per_1000 or 0)


def _rates(pair: Comparison) -> Iterable[float]:
    return (rate for rate in (pair.low, pair.estimate, pair.high) if rate is not None)
