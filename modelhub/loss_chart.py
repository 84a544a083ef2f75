"""A training's losses as the numbers that a chart's SVG takes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from modelhub.models import TrainingPoint
from modelhub.speed_chart import Tick

# A curve of more points than a page has pixels says no more.
N_SHOWN = 240
# A first loss far above all others would press the rest to the floor.
HIGHEST_SHARE = 0.98


@dataclass(frozen=True, slots=True)
class LossChart:
    """Lines in a square of 100 × 100: of what is learnt, and of held-out examples ("" where none were measured)."""

    learnt: str
    held_out: str
    dots: tuple[tuple[float, float], ...]
    across: tuple[Tick, ...]
    last_step: int
    first_loss: float
    last_loss: float
    last_held_out: float | None


def loss_chart(points: Sequence[TrainingPoint], *, n_steps: int) -> LossChart | None:
    """Return the chart of a training's points in their order; None before there are two."""
    learnt = _binned([(point.step, point.loss) for point in points if point.loss is not None])
    if len(learnt) < 2:
        return None
    held_out = [(float(point.step), point.eval_loss) for point in points if point.eval_loss is not None]
    values = sorted(value for _, value in [*learnt, *held_out])
    low, high = _round_down(values[0]), _round_up(values[int(HIGHEST_SHARE * (len(values) - 1))])
    plane = _Plane(max(n_steps, points[-1].step), low, max(high, low + 1e-6))
    return LossChart(
        learnt=plane.path(learnt),
        held_out=plane.path(held_out) if len(held_out) > 1 else "",
        dots=tuple(plane.place(*point) for point in held_out),
        across=tuple(Tick(100 - 100 * share, f"{low + share * (high - low):.2f}") for share in (0, 0.5, 1)),
        last_step=plane.n_steps,
        first_loss=learnt[0][1],
        last_loss=learnt[-1][1],
        last_held_out=held_out[-1][1] if held_out else None,
    )


@dataclass(frozen=True, slots=True)
class _Plane:
    n_steps: int
    low: float
    high: float

    def place(self, step: float, value: float) -> tuple[float, float]:
        share = min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)
        return round(100 * step / self.n_steps, 2), round(100 - 100 * share, 2)

    def path(self, points: Sequence[tuple[float, float]]) -> str:
        return "M" + "L".join("{} {}".format(*self.place(*point)) for point in points)


def _binned(points: Sequence[tuple[int, float]]) -> list[tuple[float, float]]:
    """Return means of neighbours where there are more points than are shown."""
    size = max(1, math.ceil(len(points) / N_SHOWN))
    bins = [points[start : start + size] for start in range(0, len(points), size)]
    return [(sum(step for step, _ in one) / len(one), sum(value for _, value in one) / len(one)) for one in bins]


def _round_up(value: float) -> float:
    step = _step(value)
    return math.ceil(value / step) * step


def _round_down(value: float) -> float:
    step = _step(value)
    return math.floor(value / step) * step


def _step(value: float) -> float:
    return 10.0 ** math.floor(math.log10(value)) / 2 if value > 0 else 1.0
