"""Draws the studies of every cell on two processes and counts; the same seed gives the same counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from multiprocessing import get_context
from typing import Any

import numpy as np

from bench.coverage.counting import Count
from bench.coverage.method import Family, Method
from bench.coverage.registry import FAMILIES
from bench.coverage.results import Row
from evaluator.stats.streams import random_stream

_PART = 250
Truths = dict[str, tuple[float | None, ...]]


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: method names (parts of them; none means all), at most so many studies per cell, the seed, families."""

    only: tuple[str, ...]
    most: int
    seed: int
    families: tuple[str, ...] = ()

    def asked(self, family: Family[Any, Any], cell: Any) -> Sequence[Method[Any]]:
        """The methods to run in one cell."""
        return family.asked(cell, self.only) if not self.families or family.name in self.families else ()


Place = tuple[int, int]
Part = tuple[Place, int, Truths]
Counts = dict[str, Count]


def run(order: Order, *, processes: int) -> Iterator[list[Row]]:
    """The rows of each cell, as soon as its studies are done."""
    places = [
        (f, c) for f, family in enumerate(FAMILIES) for c, cell in enumerate(family.cells) if order.asked(family, cell)
    ]
    with _workers(processes) as each:
        truths = dict(zip(places, each(partial(_truths, order), places), strict=True))
        parts = [(place, start, truths[place]) for place in places for start in range(0, _longest(order, place), _PART)]
        counted = each(partial(_count, order), parts)
        for place, group in groupby(zip(parts, counted, strict=True), key=lambda done: done[0][0]):
            yield _rows(order, place, [counts for _, counts in group])


@contextmanager
def _workers(processes: int) -> Iterator[Callable[..., Iterator[Any]]]:
    """A map over that many processes, in order; over none but this one for one."""
    if processes == 1:
        yield map
        return
    with get_context("fork").Pool(processes) as pool:
        yield pool.imap


def _methods(order: Order, place: Place) -> Sequence[Method[Any]]:
    family = FAMILIES[place[0]]
    return order.asked(family, family.cells[place[1]])


def _longest(order: Order, place: Place) -> int:
    return max(min(method.studies, order.most) for method in _methods(order, place))


def _truths(order: Order, place: Place) -> Truths:
    family = FAMILIES[place[0]]
    cell = family.cells[place[1]]
    population = family.population(cell, _stream(order, place, "population"))
    return {method.name: method.true_values(population) for method in _methods(order, place)}


def _count(order: Order, part: Part) -> Counts:
    """One part of a cell's studies; a method that needs fewer studies sits out the later parts."""
    place, start, truths = part
    family, methods = FAMILIES[place[0]], _methods(order, place)
    cell = family.cells[place[1]]
    counts = {m.name: Count(m.kind, m.level, truths[m.name]) for m in methods}
    n = min(_PART, _longest(order, place) - start)
    for number, study in enumerate(family.draw(cell, n, _stream(order, place, start)), start):
        for method in methods:
            if number < min(method.studies, order.most):
                counts[method.name].add(method.in_study(study))
    return counts


def _rows(order: Order, place: Place, parts: Sequence[Counts]) -> list[Row]:
    family = FAMILIES[place[0]]
    cell = family.cells[place[1]]
    rows = []
    for method in _methods(order, place):
        whole, *others = (counts[method.name] for counts in parts)
        for other in others:
            whole.join(other)
        named = (family.name, method.name, method.kind, method.level, method.contrast)
        rows.append(Row(*named, cell.size, cell.effects, cell.planted, whole.score()))
    return rows


def _stream(order: Order, place: Place, part: int | str) -> np.random.Generator:
    return random_stream(str(order.seed).encode(), "coverage", FAMILIES[place[0]].name, place[1], part)
