"""Votes as integer columns, and their counts per unit (one table under one pair of systems)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluator.stats.outcomes import Outcome, Vote

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Identical = tuple[str, str, str]
Pair = tuple[str, str]

WIN, TIE, LOSS, BOTH_BAD, CANT_JUDGE = range(5)
_CODES = {
    Outcome.A: WIN,
    Outcome.TIE: TIE,
    Outcome.B: LOSS,
    Outcome.BOTH_BAD: BOTH_BAD,
    Outcome.CANT_JUDGE: CANT_JUDGE,
}
# The nominal scale of agreement: "both bad" prefers neither, so it joins the ties.
NOMINAL = np.array([WIN, TIE, LOSS, TIE, -1])
HALF_POINTS = np.array([2, 1, 0, 1, 0])
LEFT, RIGHT, UNSEEN = 1, 0, -1
NO_GRADE = -9


@dataclass(frozen=True, slots=True)
class Columns:
    """Votes, one entry each: indices into the tally's labels, codes, and -1 (or NO_GRADE) where unknown."""

    unit: Ints
    rater: Ints
    code: Ints
    grade: Ints
    first_left: Ints
    ms: Ints
    length_first: Ints
    length_second: Ints

    def where(self, keep: NDArray[np.bool_]) -> Columns:
        """The votes at which `keep` is true."""
        return Columns(
            self.unit[keep],
            self.rater[keep],
            self.code[keep],
            self.grade[keep],
            self.first_left[keep],
            self.ms[keep],
            self.length_first[keep],
            self.length_second[keep],
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """A study's votes ready for counting; pairs are sorted, and codes read for the first system of the pair."""

    tables: tuple[str, ...]
    raters: tuple[str, ...]
    pairs: tuple[Pair, ...]
    unit_pair: Ints
    unit_table: Ints
    identical: NDArray[np.bool_]
    primary: Columns
    repeats: Columns
    counts: Ints
    warnings: tuple[str, ...]

    @property
    def systems(self) -> tuple[str, ...]:
        """Every system that takes part, sorted."""
        return tuple(sorted({system for pair in self.pairs for system in pair}))

    @property
    def judged(self) -> Columns:
        """Primary votes that say something: "can't judge" left out."""
        return self.primary.where(self.primary.code != CANT_JUDGE)

    def of_pair(self, pair: int) -> Ints:
        """The units of one pair."""
        return np.flatnonzero(self.unit_pair == pair)


def tally(votes: Sequence[Vote], identical: Iterable[Identical] = ()) -> Tally:
    """Index, deduplicate and count votes; `identical` names (table, system, system) with equal texts, never shown."""
    same = sorted({(table, *sorted((a, b))) for table, a, b in identical})
    kept, warnings = _one_answer_each([vote.canonical() for vote in votes], frozenset(same))
    keys = sorted({((v.system_a, v.system_b), v.table) for v in kept} | {((a, b), table) for table, a, b in same})
    units = {key: i for i, key in enumerate(keys)}
    tables = {table: i for i, table in enumerate(sorted({table for _, table in keys}))}
    pairs = {pair: i for i, pair in enumerate(sorted({pair for pair, _ in keys}))}
    raters = {rater: i for i, rater in enumerate(sorted({v.rater for v in kept}))}
    primary = _columns([v for v in kept if v.repeat == 0], units, raters)
    return Tally(
        tables=tuple(tables),
        raters=tuple(raters),
        pairs=tuple(pairs),
        unit_pair=np.array([pairs[pair] for pair, _ in keys], dtype=np.int64),
        unit_table=np.array([tables[table] for _, table in keys], dtype=np.int64),
        identical=np.array([(table, *pair) in set(same) for pair, table in keys], dtype=bool)
        if same
        else np.zeros(len(keys), dtype=bool),
        primary=primary,
        repeats=_columns([v for v in kept if v.repeat > 0], units, raters),
        counts=cross_count(primary.unit, primary.code, (len(keys), 5)),
        warnings=tuple(warnings),
    )


def cross_count(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Ints:
    """How often each (row, column) occurs."""
    flat = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1])
    return flat.astype(np.int64).reshape(shape)


def _columns(votes: Sequence[Vote], units: dict[tuple[Pair, str], int], raters: dict[str, int]) -> Columns:
    left = {"a": LEFT, "b": RIGHT, None: UNSEEN}
    rows = [
        (
            units[(v.system_a, v.system_b), v.table],
            raters[v.rater],
            _CODES[v.outcome],
            NO_GRADE if v.grade is None else v.grade,
            left[v.shown_left],
            -1 if v.active_ms is None else v.active_ms,
            -1 if v.length_a is None else v.length_a,
            -1 if v.length_b is None else v.length_b,
        )
        for v in votes
    ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 8).T
    # Sums of floats depend on their order; sorted, the order in which votes came in can't show.
    return Columns(*columns[:, np.lexsort(columns[::-1])])


def _one_answer_each(votes: list[Vote], same: frozenset[tuple[str, ...]]) -> tuple[list[Vote], list[str]]:
    """The last answer of each rater on each unit and repeat, without units whose texts are identical."""
    shown = [v for v in votes if (v.table, v.system_a, v.system_b) not in same] if same else votes
    last = {(v.rater, v.system_a, v.system_b, v.table, v.repeat): v for v in shown}
    warnings = []
    if len(shown) < len(votes):
        warnings.append(
            f"{len(votes) - len(shown)} votes on identical texts are left out: such a table counts as a tie"
        )
    if len(last) < len(shown):
        warnings.append(_duplicates(shown))
    return list(last.values()), warnings


def _duplicates(votes: list[Vote]) -> str:
    seen: set[tuple[str, str, str, str, int]] = set()
    named: dict[str, None] = {}
    for v in votes:
        key = (v.rater, v.system_a, v.system_b, v.table, v.repeat)
        if key in seen:
            named[f"{v.rater} on {v.table} ({v.system_a} and {v.system_b})"] = None
        seen.add(key)
    names = list(named)
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"answered more than once, the last answer counts: {'; '.join(names[:5])}{more}"
