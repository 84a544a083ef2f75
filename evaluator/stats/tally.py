"""Votes as integer columns, and their counts per unit (one table under one pair of systems)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluator.stats.codes import CANT_JUDGE
from evaluator.stats.one_answer import last_answers
from evaluator.stats.outcomes import Vote
from evaluator.stats.vote_columns import VoteColumns

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Identical = tuple[str, str, str]
Pair = tuple[str, str]


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
    """A study's votes ready for counting; pairs are sorted, and codes read for the first system of the pair.

    `judged` are the primary votes that say something, "can't judge" left out.
    """

    tables: tuple[str, ...]
    raters: tuple[str, ...]
    pairs: tuple[Pair, ...]
    unit_pair: Ints
    unit_table: Ints
    identical: NDArray[np.bool_]
    primary: Columns
    judged: Columns
    repeats: Columns
    counts: Ints
    warnings: tuple[str, ...]

    @property
    def systems(self) -> tuple[str, ...]:
        """Every system that takes part, sorted."""
        return tuple(sorted({system for pair in self.pairs for system in pair}))

    def of_pair(self, pair: int) -> Ints:
        """The units of one pair."""
        return np.flatnonzero(self.unit_pair == pair)


@dataclass(frozen=True, slots=True)
class _Units:
    """What is compared: one number for the pair and table of each unit, rising, and how to read it."""

    key: Ints
    n_tables: int
    n_systems: int

    def pairs(self) -> tuple[Ints, Ints]:
        """The pairs that occur, and each unit's place among them."""
        return np.unique(self.key // self.n_tables, return_inverse=True)

    def tables(self) -> tuple[Ints, Ints]:
        """The tables that occur, and each unit's place among them."""
        return np.unique(self.key % self.n_tables, return_inverse=True)


def tally(votes: Sequence[Vote] | VoteColumns, identical: Iterable[Identical] = ()) -> Tally:
    """Index, deduplicate and count votes; `identical` names (table, system, system) with equal texts, never shown."""
    columns = (votes if isinstance(votes, VoteColumns) else VoteColumns.of(votes)).canonical()
    same = sorted({(table, *sorted((a, b))) for table, a, b in identical})
    columns = columns.knowing(tables={t for t, _, _ in same}, systems={s for _, a, b in same for s in (a, b)})
    hidden = _hidden_units(columns, same)
    unit = _unit_keys(columns, columns.system_a, columns.system_b, columns.table)
    shown = ~np.isin(unit, hidden) if same else np.ones(len(unit), dtype=bool)
    kept, warnings = last_answers(columns.where(shown), unit[shown])
    rows = np.flatnonzero(shown)[kept]
    left_out = () if shown.all() else (_left_out(int((~shown).sum())),)
    units = _Units(np.union1d(unit[rows], hidden), max(len(columns.tables), 1), len(columns.systems))
    return _counted(columns.where(rows), unit[rows], units, hidden, (*left_out, *warnings))


def cross_count(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Ints:
    """How often each (row, column) occurs."""
    flat = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1])
    return flat.astype(np.int64).reshape(shape)


def _unit_keys(columns: VoteColumns, first: Ints, second: Ints, table: Ints) -> Ints:
    return (first * len(columns.systems) + second) * max(len(columns.tables), 1) + table


def _hidden_units(columns: VoteColumns, same: Sequence[tuple[str, ...]]) -> Ints:
    tables = {label: place for place, label in enumerate(columns.tables)}
    systems = {label: place for place, label in enumerate(columns.systems)}
    rows = np.array([(systems[a], systems[b], tables[t]) for t, a, b in same], dtype=np.int64).reshape(-1, 3)
    return _unit_keys(columns, *rows.T)


def _left_out(n: int) -> str:
    return f"{n} votes on identical texts are left out: such a table counts as a tie"


def _counted(votes: VoteColumns, key: Ints, units: _Units, hidden: Ints, warnings: tuple[str, ...]) -> Tally:
    pairs, unit_pair = units.pairs()
    tables, unit_table = units.tables()
    raters, rater = np.unique(votes.rater, return_inverse=True)
    unit = np.searchsorted(units.key, key)
    everything = Columns(unit, rater, votes.code, votes.grade, votes.a_left, votes.ms, votes.length_a, votes.length_b)
    primary = everything.where(votes.repeat == 0)
    names = votes.systems
    return Tally(
        tables=tuple(votes.tables[table] for table in tables),
        raters=tuple(votes.raters[number] for number in raters),
        pairs=tuple((names[pair // units.n_systems], names[pair % units.n_systems]) for pair in pairs),
        unit_pair=unit_pair,
        unit_table=unit_table,
        identical=np.isin(units.key, hidden),
        primary=primary,
        judged=primary.where(primary.code != CANT_JUDGE),
        repeats=everything.where(votes.repeat > 0),
        counts=cross_count(primary.unit, primary.code, (len(units.key), 5)),
        warnings=warnings,
    )
