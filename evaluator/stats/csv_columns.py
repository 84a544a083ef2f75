"""Rows of a CSV file --> columns of votes, thousands of rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from evaluator.stats.codes import CANT_JUDGE, CODES, NO_GRADE, SIDES, UNKNOWN
from evaluator.stats.csv_rows import MOST, number_of, outcome_of, side_of
from evaluator.stats.outcomes import GRADES
from evaluator.stats.vote_columns import Ints, VoteColumns, numbered

Rows = Sequence[Sequence[str]]

# The sign of a grade beside win, tie, loss and both bad.
_SIGNS = np.array([1, 0, -1, 0])


class Collector:
    """Takes rows in parts, and gives them as columns in the end.

    A part with anything wrong in it is refused as a whole: which row it was, `vote_of` says in words.
    """

    def __init__(self, header: Sequence[str]) -> None:
        self._header = header
        self._tables, self._raters, self._systems = _Labels(), _Labels(), _Labels()
        self._parts: list[tuple[Ints, ...]] = []

    def add(self, rows: Rows, lines: Sequence[int]) -> None:
        """Add rows, which start on these lines of the file. Raises ValueError when one of them is no vote."""
        if set(map(len, rows)) - {len(self._header)}:
            raise ValueError("a row has another number of fields than the header")
        cells = dict(zip(self._header, zip(*rows, strict=True), strict=True))
        self._parts.append((*self._columns(cells, len(rows)), np.array(lines, dtype=np.int64)))

    def votes(self) -> VoteColumns:
        """All votes added so far, labels sorted."""
        if not self._parts:
            return VoteColumns.of([])
        table, rater, a, b, *rest = (np.concatenate(parts) for parts in zip(*self._parts, strict=True))
        tables, of_table = numbered(self._tables.names)
        raters, of_rater = numbered(self._raters.names)
        systems, of_system = numbered(self._systems.names)
        return VoteColumns(tables, raters, systems, of_table[table], of_rater[rater], of_system[a], of_system[b], *rest)

    def _columns(self, cells: Mapping[str, tuple[str, ...]], n: int) -> tuple[Ints, ...]:
        def numbers(name: str, missing: int) -> Ints:
            return _numbers(name, cells[name], missing) if name in cells else np.full(n, missing)

        a, b = self._systems.of(cells["system_a"]), self._systems.of(cells["system_b"])
        code = _Words(lambda word: CODES[outcome_of(word)]).of(cells["outcome"])
        grade = numbers("grade", NO_GRADE)
        _check(a, b, code, grade)
        sides = _Words(lambda word: SIDES[side_of(word)])
        return (
            self._tables.of(cells["item_id"]),
            self._raters.of(cells["rater_id"]),
            a,
            b,
            code,
            grade,
            sides.of(cells.get("shown_left", ("",) * n)),
            numbers("repeat", 0),
            numbers("elapsed_ms", UNKNOWN),
            numbers("length_a", UNKNOWN),
            numbers("length_b", UNKNOWN),
        )


class _Words(dict[str, int]):
    """What each word means, worked out when it first comes; blanks around it mean nothing."""

    def __init__(self, meaning: Callable[[str], int]) -> None:
        self._meaning = meaning

    def __missing__(self, word: str) -> int:
        self[word] = value = self._meaning(word.strip())
        return value

    def of(self, column: Sequence[str]) -> Ints:
        """Of a whole column. Raises ValueError for the first word that means nothing."""
        return np.fromiter(map(self.__getitem__, column), dtype=np.int64, count=len(column))


class _Labels:
    """Names, numbered in the order in which they first come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words = _Words(self._number)

    @property
    def names(self) -> Sequence[str]:
        """All names so far, by number."""
        return list(self._numbers)

    def of(self, column: Sequence[str]) -> Ints:
        """The number of each name in a column. Raises ValueError for an empty one."""
        return self._words.of(column)

    def _number(self, name: str) -> int:
        if not name:
            raise ValueError("a name is empty")
        return self._numbers.setdefault(name, len(self._numbers))


def _numbers(name: str, column: Sequence[str], missing: int) -> Ints:
    """Whole numbers of a column. Raises ValueError."""
    if (plain := _plain_digits(column)) is not None:
        return plain
    words = _Words(lambda word: missing if (number := number_of(name, word)) is None else number)
    return words.of(column)


def _plain_digits(column: Sequence[str]) -> Ints | None:
    """The numbers of a column of digits and nothing else, as times and lengths mostly are; else None.

    Such columns hold few words twice, so that remembering words would only cost time.
    """
    joined = "".join(column)
    if "" in column or not (joined.isascii() and joined.isdigit()):
        return None
    numbers = [int(word) for word in column]
    return np.array(numbers, dtype=np.int64) if max(numbers) <= MOST else None


def _check(a: Ints, b: Ints, code: Ints, grade: Ints) -> None:
    """The rules of a Vote that take several columns."""
    graded = grade != NO_GRADE
    if (a == b).any() or (graded & (code == CANT_JUDGE)).any() or (graded & (np.abs(grade) > GRADES[-1])).any():
        raise ValueError("a vote contradicts itself")
    judged = graded & (code != CANT_JUDGE)
    if (np.sign(grade[judged]) != _SIGNS[code[judged]]).any():
        raise ValueError("a grade contradicts its outcome")
