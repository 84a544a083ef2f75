"""Votes as columns of numbers, in the order in which they came: what a million of them are counted from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evaluator.stats.codes import CODES, MIRRORED, NO_GRADE, SIDES, UNKNOWN, UNSEEN
from evaluator.stats.outcomes import Vote

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class VoteColumns:
    """One entry per vote: places in the sorted labels, codes, and UNKNOWN (or NO_GRADE) where there is none.

    `code` and `grade` are system a's, `a_left` says whether it stood on the left; `line` is that of the votes' file,
    empty where there is none. Who fills it sees to it that a vote's fields do not contradict each other (see Vote).
    """

    tables: tuple[str, ...]
    raters: tuple[str, ...]
    systems: tuple[str, ...]
    table: Ints
    rater: Ints
    system_a: Ints
    system_b: Ints
    code: Ints
    grade: Ints
    a_left: Ints
    repeat: Ints
    ms: Ints
    length_a: Ints
    length_b: Ints
    line: Ints

    @classmethod
    def of(cls, votes: Sequence[Vote]) -> VoteColumns:
        """The same votes as columns."""
        tables, table = numbered([vote.table for vote in votes])
        raters, rater = numbered([vote.rater for vote in votes])
        systems, system = numbered([vote.system_a for vote in votes] + [vote.system_b for vote in votes])
        return cls(
            tables,
            raters,
            systems,
            table,
            rater,
            system[: len(votes)],
            system[len(votes) :],
            code=_ints(CODES[vote.outcome] for vote in votes),
            grade=_ints(NO_GRADE if vote.grade is None else vote.grade for vote in votes),
            a_left=_ints(SIDES[vote.shown_left] for vote in votes),
            repeat=_ints(vote.repeat for vote in votes),
            ms=_known(vote.active_ms for vote in votes),
            length_a=_known(vote.length_a for vote in votes),
            length_b=_known(vote.length_b for vote in votes),
            line=_ints(()),
        )

    def where(self, rows: Ints | NDArray[np.bool_]) -> VoteColumns:
        """The votes of these rows, under the same labels."""
        return VoteColumns(
            self.tables,
            self.raters,
            self.systems,
            # Only lines may be missing; other columns are empty where there are no votes.
            *(column[rows] if len(column) else column for column in self._columns()),
        )

    def _columns(self) -> tuple[Ints, ...]:
        return (
            self.table,
            self.rater,
            self.system_a,
            self.system_b,
            self.code,
            self.grade,
            self.a_left,
            self.repeat,
            self.ms,
            self.length_a,
            self.length_b,
            self.line,
        )

    def tables_in_order(self) -> tuple[str, ...]:
        """The tables in the order in which they first come."""
        places, first = np.unique(self.table, return_index=True)
        return tuple(self.tables[table] for table in places[np.argsort(first)])

    def canonical(self) -> VoteColumns:
        """The same judgements with the two systems of each vote in sorted order."""
        turned = self.system_a > self.system_b
        if not turned.any():
            return self
        return replace(
            self,
            system_a=np.where(turned, self.system_b, self.system_a),
            system_b=np.where(turned, self.system_a, self.system_b),
            code=np.where(turned, MIRRORED[self.code], self.code),
            grade=np.where(turned & (self.grade != NO_GRADE), -self.grade, self.grade),
            a_left=np.where(turned & (self.a_left != UNSEEN), 1 - self.a_left, self.a_left),
            length_a=np.where(turned, self.length_b, self.length_a),
            length_b=np.where(turned, self.length_a, self.length_b),
        )

    def knowing(self, *, tables: Collection[str], systems: Collection[str]) -> VoteColumns:
        """The same votes under labels that hold these tables and systems as well."""
        all_tables, table = _relabelled(self.tables, tables)
        all_systems, system = _relabelled(self.systems, systems)
        return replace(
            self,
            tables=all_tables,
            systems=all_systems,
            table=table[self.table],
            system_a=system[self.system_a],
            system_b=system[self.system_b],
        )


def numbered(words: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """The distinct words, sorted, and the place of each word among them."""
    labels = sorted(set(words))
    places = {label: place for place, label in enumerate(labels)}
    return tuple(labels), _ints(places[word] for word in words)


def _relabelled(labels: Sequence[str], more: Collection[str]) -> tuple[tuple[str, ...], Ints]:
    """All labels, sorted, and where each of the old ones is now."""
    grown, places = numbered([*labels, *more])
    return grown, places[: len(labels)]


def _known(values: Iterable[int | None]) -> Ints:
    return _ints(UNKNOWN if value is None else value for value in values)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)
