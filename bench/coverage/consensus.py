"""How well Dawid and Skene's model finds out who errs, where truth and errors are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from bench.coverage.cells import SIZES
from bench.coverage.method import ITERATIVE, Family, Method
from bench.coverage.tallies import ONE_PAIR, Answers, tally_of
from evaluator.stats.dawid_skene import RaterModel, rater_model
from evaluator.stats.intervals import Estimate

# How often each rater says what is true; the others of three answers are equally likely.
_ACCURACY = {3: (0.9, 0.8, 0.65), 4: (0.9, 0.85, 0.75, 0.6)}
_WIN, _LOSS = 0.45, 0.25


@dataclass(frozen=True, slots=True)
class Jury:
    """Raters with known accuracies; with ties, some tables have no winner."""

    tables: int
    raters: int
    ties: bool

    @property
    def size(self) -> str:
        """Tables × raters."""
        return f"{self.tables}×{self.raters}"

    @property
    def effects(self) -> str:
        """= with ties."""
        return "=" if self.ties else "–"

    @property
    def planted(self) -> str:
        """The accuracies."""
        return " ".join(map(str, _ACCURACY[self.raters]))

    @property
    def shares(self) -> tuple[float, float, float]:
        """Of tables that the first system loses, ties, wins."""
        return (_LOSS, 1 - _WIN - _LOSS, _WIN) if self.ties else (1 - _WIN - _LOSS, 0.0, _WIN + _LOSS)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the model makes of one study, and what it should."""

    found: RaterModel
    jury: Jury


def _draw(jury: Jury, n: int, rng: np.random.Generator) -> Iterator[Verdicts]:
    shape = (n, 1, jury.tables, jury.raters)
    truth = rng.choice([-1, 0, 1], p=jury.shares, size=shape[:3])[..., np.newaxis]
    right = rng.random(shape) < np.array(_ACCURACY[jury.raters])
    # Of the two wrong answers either one: the next or the one after in the circle of three.
    other = (truth + 1 + rng.integers(1, 3, size=shape)) % 3 - 1
    said = np.where(right, truth, other)
    everywhere, nowhere = np.ones(shape[1:], dtype=bool), np.zeros(shape[1:], dtype=bool)
    for grade in said:
        tally = tally_of(ONE_PAIR, Answers(everywhere, grade, everywhere), Answers(nowhere, grade, everywhere), None)
        yield Verdicts(rater_model(tally), jury)


def _nothing(jury: Jury, rng: np.random.Generator) -> Verdicts:
    return Verdicts(RaterModel((), (), None), jury)


def _psi(jury: Jury) -> float:
    _, tie, win = jury.shares
    return win + tie / 2


METHODS: tuple[Method[Verdicts], ...] = (
    Method(
        "Dawid–Skene, accuracy of a rater",
        "point",
        lambda v: [Estimate(rater.accuracy) for rater in v.found.raters],
        ITERATIVE,
        truth=lambda v: _ACCURACY[v.jury.raters],
    ),
    Method(
        "Dawid–Skene, ψ by consensus",
        "point",
        lambda v: v.found.pairs[0].psi,
        ITERATIVE,
        truth=lambda v: [_psi(v.jury)],
    ),
)

CONSENSUS = Family(
    "consensus", tuple(Jury(*size, ties) for size, ties in product(SIZES, (False, True))), _draw, _nothing, METHODS
)
