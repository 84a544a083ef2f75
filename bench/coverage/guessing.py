"""Blinding indices from a panel's guesses about who wrote what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

import numpy as np

from bench.coverage.method import ITERATIVE, Family, Method
from evaluator.stats.blinding_index import bang_index, bang_normal, james_index
from evaluator.stats.intervals import Estimate
from evaluator.stats.tally import Floats, Ints

_KINDS, _ARMS_OF_A_KIND = 2, 2
_CANT_TELL = 0.2
# How much raters differ in how often they are right: a beta distribution with so many cases behind it.
_CASES = 3.0
_POPULATION = 200_000


@dataclass(frozen=True, slots=True)
class Panel:
    """Raters who each guess four texts by two kinds of writers; `right` of the definite guesses are."""

    raters: int
    right: float
    differ: bool

    @property
    def size(self) -> str:
        """Number of raters."""
        return f"{self.raters} raters"

    @property
    def effects(self) -> str:
        """R where raters differ."""
        return "R" if self.differ else "–"

    @property
    def planted(self) -> str:
        """The true Bang index."""
        return f"Bang {(1 - _CANT_TELL) * (2 * self.right - 1):.2f}"


@dataclass(frozen=True, slots=True)
class Guesses:
    """(arms, right / wrong / can't tell): how many raters; the first arms are of one kind, the others of the other."""

    counts: Ints

    @property
    def of_kinds(self) -> Ints:
        """The same by kind."""
        return np.asarray(self.counts.reshape(_KINDS, _ARMS_OF_A_KIND, 3).sum(axis=1))

    @property
    def table(self) -> Ints:
        """(guessed kinds and can't tell, true kinds)."""
        (a_right, a_wrong, a_unable), (b_right, b_wrong, b_unable) = self.of_kinds
        return np.array([[a_right, b_wrong], [a_wrong, b_right], [a_unable, b_unable]])


def _draw(panel: Panel, n: int, rng: np.random.Generator) -> Iterator[Guesses]:
    shape = (n, _KINDS * _ARMS_OF_A_KIND, panel.raters)
    right = _shares(panel, n, rng)[:, np.newaxis]
    unable = rng.random(shape) < _CANT_TELL
    hit = (rng.random(shape) < right) & ~unable
    counts = np.stack((hit.sum(axis=2), (~hit & ~unable).sum(axis=2), unable.sum(axis=2)), axis=2)
    return map(Guesses, counts)


def _population(panel: Panel, rng: np.random.Generator) -> Guesses:
    return next(_draw(replace(panel, raters=_POPULATION), 1, rng))


def _shares(panel: Panel, n: int, rng: np.random.Generator) -> Floats:
    """(studies, raters): how often each is right."""
    if not panel.differ:
        return np.full((n, panel.raters), panel.right)
    return rng.beta(_CASES * panel.right, _CASES * (1 - panel.right), (n, panel.raters))


@lru_cache(maxsize=100_000)
def _bang(right: int, wrong: int, unable: int) -> Estimate:
    return bang_index(right, wrong, unable, kinds=_KINDS)


def _points(guesses: Ints) -> list[float]:
    return [bang_normal(*row).estimate or 0.0 for row in guesses.tolist()]


METHODS: tuple[Method[Guesses], ...] = (
    Method(
        "Bang's index of an arm, exact",
        "exact",
        lambda g: [_bang(*row) for row in g.counts.tolist()],
        ITERATIVE,
        truth=lambda g: _points(g.counts),
    ),
    Method(
        "Bang's index of a kind, exact",
        "exact",
        lambda g: [_bang(*row) for row in g.of_kinds.tolist()],
        ITERATIVE,
        truth=lambda g: _points(g.of_kinds),
    ),
    Method(
        "Bang's index, normal", "interval", lambda g: [bang_normal(*row) for row in g.counts.tolist()], contrast=True
    ),
    Method("James's index", "interval", lambda g: james_index(g.table)),
)

_PANELS = tuple(
    Panel(raters, right, differ) for raters, right, differ in product((3, 4, 10, 30), (0.5, 0.8), (False, True))
)

GUESSING = Family("guesses about writers", _PANELS, _draw, _population, METHODS)
