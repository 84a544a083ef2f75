"""Where the labels of points in a figure stand, so that they touch neither each other nor a mark, however wide it is drawn.

Places across are in per cent of a width that only the browser knows; places down and all sizes are in pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Of text in 12 px; wide letters in the system's fonts stay below it.
CHARACTER, LINE = 7.4, 14
RADIUS = 7
# Offsets down at which a label is tried, the nearest first.
LIFTS = (0, -14, 14, -28, 28, -42, 42, -56, 56, -70, 70)
STEP = 10
# What is free above the drawing and at its right, in the stylesheet; below and at the left stand the axes.
ABOVE, BESIDE = 22, 20


@dataclass(frozen=True, slots=True)
class Spot:
    """A point: across in per cent and pixels beside it, down in pixels, with the interval through it."""

    x: float
    beside: int
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Place:
    """A label's place from its point in pixels: to the right, or to the left and ending there; `n` is its length."""

    dx: int
    dy: int
    ends: bool
    n: int

    @property
    def is_far(self) -> bool:
        """Whether the label needs a line that leads to its point."""
        return abs(self.dy) > LINE


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: float
    right: float
    top: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        """Tell whether both share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def places(
    spots: Sequence[Spot],
    lengths: Sequence[Sequence[int]],
    *,
    widths: tuple[int, int],
    height: int,
    line: float | None = None,
) -> list[Place | None]:
    """Return a place for every label, none where no place is free at all widths; the first labels choose first.

    `lengths` are those that each label can have, in characters, the preferred one first; `line` is the place of a line
    across that no label may stand on.
    """
    # Where it is drawn wider, marks move apart, but a label keeps its distance: so each width has to be looked at.
    tried = range(widths[0], widths[1] + 1, STEP)
    lines = [] if line is None else [Box(-BESIDE, widths[1] + BESIDE, line - 1, line + 1)]
    taken = [(width, [*lines, *(box for spot in spots for box in _marks(spot, width))]) for width in tried]
    found: list[Place | None] = []
    for spot, choices in zip(spots, lengths, strict=True):
        place = next((one for one in _tries(choices) if _is_free(spot, one, taken, height)), None)
        found.append(place)
        if place is not None:
            for width, boxes in taken:
                boxes.append(label_box(spot, place, width))
    return found


def label_box(spot: Spot, place: Place, width: int) -> Box:
    """Return what a label covers at a width."""
    x, length = _x(spot, width) + place.dx, place.n * CHARACTER
    left = x - length if place.ends else x
    return Box(left, left + length, spot.y + place.dy - LINE / 2, spot.y + place.dy + LINE / 2)


def _marks(spot: Spot, width: int) -> Iterable[Box]:
    x = _x(spot, width)
    yield Box(x - RADIUS, x + RADIUS, spot.y - RADIUS, spot.y + RADIUS)
    yield Box(x - 2, x + 2, spot.top, spot.bottom)


def _x(spot: Spot, width: int) -> float:
    return spot.x * width / 100 + spot.beside


def _tries(lengths: Iterable[int]) -> Iterable[Place]:
    for n in lengths:
        for dy in LIFTS:
            yield Place(10, dy, ends=False, n=n)
            yield Place(-10, dy, ends=True, n=n)


def _is_free(spot: Spot, place: Place, taken: Iterable[tuple[int, Sequence[Box]]], height: int) -> bool:
    for width, boxes in taken:
        own = label_box(spot, place, width)
        if own.left < 0 or own.right > width + BESIDE or own.top < -ABOVE or own.bottom > height:
            return False
        if any(own.touches(box) for box in boxes):
            return False
    return True
