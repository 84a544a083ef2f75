"""Agreement on which comments are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.special import expit

from bench.coverage.cells import SIZES, Cell, cell
from bench.coverage.method import CONFIDENCE, ITERATIVE, Family, Method
from evaluator.stats.comment_agreement import CommentAgreement, Marks, comment_agreement

# Columns of a table; log odds that a comment is wrong, and that a rater marks it if it is, or is not.
_FEWEST, _MOST = 4, 16
_WRONG, _TABLE_SD, _MARKED_WRONG, _MARKED_RIGHT = -1.2, 1.0, 0.8, -3.0
_POPULATION = 20_000
_CELLS = tuple(cell(size, effects) for size in SIZES for effects in ("–", "T"))


class Marked:
    """The marks of one study, and the agreement on them."""

    def __init__(self, marks: list[Marks]) -> None:
        """Work out the agreement."""
        self.agreement: CommentAgreement = comment_agreement(marks, confidence=CONFIDENCE)


def _draw(cell: Cell, n: int, rng: np.random.Generator) -> Iterator[Marked]:
    for _ in range(n):
        yield Marked([mark for table in range(cell.tables) for mark in _table(cell, table, rng)])


def _population(cell: Cell, rng: np.random.Generator) -> Marked:
    return next(_draw(replace(cell, tables=_POPULATION), 1, rng))


def _table(cell: Cell, table: int, rng: np.random.Generator) -> Iterator[Marks]:
    n = int(rng.integers(_FEWEST, _MOST + 1))
    spread = _TABLE_SD * rng.standard_normal() if cell.table_sd else 0.0
    wrong = rng.random(n) < expit(_WRONG + spread)
    chance = expit(np.where(wrong, _MARKED_WRONG, _MARKED_RIGHT))
    for rater in range(cell.raters):
        marked = np.flatnonzero(rng.random(n) < chance)
        yield Marks(f"t{table}", "x", f"r{rater}", n, frozenset(marked.tolist()))


METHODS: tuple[Method[Marked], ...] = (
    Method("marks: positive agreement", "interval", lambda m: m.agreement.positive, ITERATIVE),
    Method("marks: α", "interval", lambda m: m.agreement.alpha, ITERATIVE),
    Method("marks: α of how many", "interval", lambda m: m.agreement.alpha_n_wrong, ITERATIVE),
    Method("marks: AC1", "interval", lambda m: m.agreement.ac1, ITERATIVE),
    Method("marks: raw agreement", "interval", lambda m: m.agreement.raw, ITERATIVE),
    Method("marks: share wrong", "interval", lambda m: m.agreement.systems[0].wrong, ITERATIVE),
)

MARKING = Family("marks on comments", _CELLS, _draw, _population, METHODS)
