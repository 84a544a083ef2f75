"""Simulated answers as a tally, without a detour over vote objects, which would take longer than the statistics."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from evaluator.stats.codes import LOSS, TIE, WIN
from evaluator.stats.sides import Sides
from evaluator.stats.tally import Columns, Ints, Tally, cross_count

Pairs = tuple[tuple[str, str], ...]

ONE_PAIR: Pairs = (("x", "y"),)
THREE_SYSTEMS: Pairs = (("x", "y"), ("x", "z"), ("y", "z"))


@dataclass(frozen=True, slots=True)
class Answers:
    """(pairs, tables, raters): which answers there are, grades towards the first system, whether it stood left."""

    there: Sides
    grade: Ints
    left: Sides


def tally_of(pairs: Pairs, first: Answers, repeats: Answers, lengths: Ints | None) -> Tally:
    """The tally of one study; `lengths` (2, pairs, tables) are those of both texts, if known."""
    n_pairs, n_tables, n_raters = first.grade.shape
    n_units = n_pairs * n_tables
    primary = _columns(first, lengths)
    return Tally(
        tables=_names("t", n_tables),
        raters=_names("r", n_raters),
        pairs=pairs,
        unit_pair=np.repeat(np.arange(n_pairs), n_tables),
        unit_table=np.tile(np.arange(n_tables), n_pairs),
        identical=np.zeros(n_units, dtype=bool),
        primary=primary,
        judged=primary,
        repeats=_columns(repeats, lengths),
        counts=cross_count(primary.unit, primary.code, (n_units, 5)),
        warnings=(),
    )


def _columns(answers: Answers, lengths: Ints | None) -> Columns:
    pair, table, rater = answers.there.nonzero()
    grade = answers.grade[answers.there]
    unknown = np.full(len(grade), -1)
    texts = (unknown, unknown) if lengths is None else tuple(lengths[:, pair, table])
    return Columns(
        unit=pair * answers.there.shape[1] + table,
        rater=rater,
        code=np.where(grade > 0, WIN, np.where(grade < 0, LOSS, TIE)),
        grade=grade,
        first_left=answers.left[answers.there].astype(np.int64),
        ms=unknown,
        length_first=texts[0],
        length_second=texts[1],
    )


@cache
def _names(letter: str, n: int) -> tuple[str, ...]:
    return tuple(f"{letter}{number:06}" for number in range(n))
