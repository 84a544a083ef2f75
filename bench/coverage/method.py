"""What is under test: a method, and a family of methods that read the same simulated studies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

import numpy as np

from evaluator.stats.intervals import Estimate

# An "interval" may neither cover too seldom nor too often, an "exact" one only not too seldom. The estimate of a "test"
# is its p value, of a "share" 1 or 0 as it found something or not. A "point" has no interval: its error counts.
Kind = Literal["interval", "exact", "test", "share", "point"]

CONFIDENCE = 0.95
# How many studies of each cell: of methods in closed form, of those that iterate, of those that draw at random.
CLOSED_FORM, ITERATIVE, REDRAWN = 5_000, 2_000, 1_000


class Scenario(Protocol):
    """One cell of a family's grid, as the results name it."""

    @property
    def size(self) -> str:
        """How large a study is."""

    @property
    def effects(self) -> str:
        """What acts on the votes."""

    @property
    def planted(self) -> str:
        """What there is to be found."""


Cell = TypeVar("Cell", bound=Scenario)
Study = TypeVar("Study")
Figures = Callable[[Study], Estimate | Sequence[Estimate]]


def everywhere(cell: Scenario) -> bool:
    """Run in each cell."""
    return True


@dataclass(frozen=True, slots=True)
class Method(Generic[Study]):
    """An interval or a test, simulated `studies` times in each cell; several figures (by rater, say) count alike.

    The truth is what `figures` estimates from the population, unless `truth` says it. `level` is a test's. A `contrast` is no method
    of this project and shows why.
    """

    name: str
    kind: Kind
    figures: Figures[Study]
    studies: int = CLOSED_FORM
    truth: Callable[[Study], Sequence[float | None]] | None = None
    where: Callable[[Any], bool] = everywhere
    level: float = 1 - CONFIDENCE
    contrast: bool = False

    def in_study(self, study: Study) -> Sequence[Estimate]:
        """The figures of one study."""
        found = self.figures(study)
        return (found,) if isinstance(found, Estimate) else found

    def true_values(self, population: Study) -> tuple[float | None, ...]:
        """What the figures estimate; empty for a test."""
        if self.kind == "test":
            return ()
        if self.truth is not None:
            return tuple(self.truth(population))
        return tuple(figure.estimate for figure in self.in_study(population))


@dataclass(frozen=True, slots=True)
class Family(Generic[Cell, Study]):
    """Methods that read the same kind of study."""

    name: str
    cells: Sequence[Cell]
    draw: Callable[[Cell, int, np.random.Generator], Iterator[Study]]
    population: Callable[[Cell, np.random.Generator], Study]
    methods: Sequence[Method[Study]]

    def asked(self, cell: Cell, only: Sequence[str]) -> tuple[Method[Study], ...]:
        """The methods to run in a cell, of those whose name holds one of `only`, if any."""
        return tuple(m for m in self.methods if m.where(cell) and (not only or any(part in m.name for part in only)))
