"""Looking before the end: confidence sequences over a lifetime of looks, and a few planned looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from bench.coverage.cells import BETTER, EQUAL, SIZES, Cell, cell
from bench.coverage.drawing import studies
from bench.coverage.method import CONFIDENCE, ITERATIVE, Family, Method
from evaluator.stats.group_sequential import Shape, critical_values, t_critical_values
from evaluator.stats.intervals import Estimate, t_quantile
from evaluator.stats.sequential import confidence_sequence
from evaluator.stats.tally import Floats, Ints
from evaluator.stats.winrate import unit_scores

_LONG = 310
_N_LOOKS = 5
_N_UNCORRECTED = 9
_NO_SPREAD = 1e-12
_CELLS = (
    *(cell(size, effects, lead) for size in SIZES for lead in (EQUAL, BETTER) for effects in ("–", "T", "=", "T=")),
    *(cell((_LONG, 4), effects) for effects in ("–", "T=")),
)


@dataclass(frozen=True, slots=True)
class Course:
    """Table means of ψ in the order in which tables are completed."""

    means: Floats
    psi: float


def _draw(cell: Cell, n: int, rng: np.random.Generator) -> Iterator[Course]:
    for tally in studies(cell, n, rng):
        yield Course(unit_scores(tally).means, cell.psi)


def _nothing(cell: Cell, rng: np.random.Generator) -> Course:
    return Course(np.zeros(0), cell.psi)


def _ever_missed(course: Course) -> Estimate:
    """0 where the bounds leave out the truth at any table: they are running intersections, so at the last."""
    bounds = confidence_sequence(course.means, confidence=CONFIDENCE)
    return Estimate(0.0 if not bounds.low[-1] <= course.psi <= bounds.high[-1] else 1.0)


def _t_at(course: Course, n_looks: int) -> tuple[Floats, Ints]:
    """t against ψ = ½ at equally spaced looks (0 where nothing varies), and how many tables are seen by then."""
    ends = np.linspace(0, len(course.means), n_looks + 1)[1:].astype(np.int64)
    parts = [course.means[:end] for end in ends]
    errors = np.array([float(part.std(ddof=1)) / len(part) ** 0.5 for part in parts])
    gaps = np.array([float(part.mean()) - 0.5 for part in parts])
    return np.divide(gaps, errors, out=np.zeros_like(gaps), where=errors > _NO_SPREAD), ends


@cache
def _bounds(shape: Shape) -> tuple[float, ...]:
    return critical_values(_N_LOOKS, shape=shape)


def _crossed(t: Floats, bounds: Sequence[float]) -> Estimate:
    return Estimate(0.0 if (np.abs(t) > np.array(bounds)).any() else 1.0)


@cache
def _t_bounds(seen: tuple[int, ...], shape: Shape) -> tuple[float, ...]:
    return t_critical_values(seen, shape=shape)


def _planned_looks(course: Course, shape: Shape) -> Estimate:
    t, seen = _t_at(course, _N_LOOKS)
    return _crossed(t, _t_bounds(tuple(seen.tolist()), shape))


def _looks_as_normal(course: Course, shape: Shape) -> Estimate:
    return _crossed(_t_at(course, _N_LOOKS)[0], _bounds(shape))


def _uncorrected_looks(course: Course) -> Estimate:
    t, seen = _t_at(course, _N_UNCORRECTED)
    return _crossed(t, [t_quantile(CONFIDENCE, n - 1) for n in seen.tolist()])


def _equal(cell: Cell) -> bool:
    return cell.lead == 0 and cell.tables < _LONG


METHODS: tuple[Method[Course], ...] = (
    Method("confidence sequence, wrong at any table", "test", _ever_missed, ITERATIVE),
    Method("five looks, Pocock", "test", lambda c: _planned_looks(c, "pocock"), where=_equal),
    Method("five looks, O'Brien–Fleming", "test", lambda c: _planned_looks(c, "obrien_fleming"), where=_equal),
    Method(
        "five looks, Pocock, t taken as normal",
        "test",
        lambda c: _looks_as_normal(c, "pocock"),
        where=_equal,
        contrast=True,
    ),
    Method("nine looks without correction", "test", _uncorrected_looks, where=_equal, contrast=True),
)

LOOKS = Family("looks before the end", _CELLS, _draw, _nothing, METHODS)
