"""Votes from a long CSV file; every problem is named by its line, and a file with one gives no votes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluator.stats.csv_columns import Collector
from evaluator.stats.csv_parts import BadVotesError, Part, parts
from evaluator.stats.csv_rows import OPTIONAL, REQUIRED, vote_of
from evaluator.stats.vote_columns import VoteColumns

_SHOWN = 20


def read_votes(path: Path) -> VoteColumns:
    """Votes of a CSV file in UTF-8, separated by commas, semicolons or tabs. Raises BadVotesError, OSError."""
    try:
        return _votes(parts(path))
    except BadVotesError as error:
        raise BadVotesError(f"{path}: {error}") from None


def _votes(sheet: Iterator[Part]) -> VoteColumns:
    header = _header(sheet)
    collector, problems, n_problems = Collector(header), list[str](), 0
    for part in sheet:
        try:
            collector.add(part.rows, part.lines)
        except ValueError as error:
            found = list(_problems(header, part)) or [f"lines {part.lines[0]} to {part.lines[-1]}: {error}"]
            n_problems += len(found)
            problems += found[: _SHOWN - len(problems)]
    if problems:
        more = [f"and {n_problems - _SHOWN} more lines"] if n_problems > _SHOWN else []
        raise BadVotesError("\n  ".join(["nothing was read:", *problems, *more]))
    return collector.votes()


def _header(sheet: Iterator[Part]) -> Sequence[str]:
    """The names in the first row that is not blank. Raises BadVotesError."""
    line, row = next(((part.lines[0], part.rows[0]) for part in sheet if part.rows), (1, ()))
    names = tuple(name.strip() for name in row)
    twice = sorted({name for name in names if name in REQUIRED + OPTIONAL and names.count(name) > 1})
    if twice:
        raise BadVotesError(f"line {line}: these columns occur twice: {', '.join(twice)}; keep one of each")
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise BadVotesError(f"line {line}: missing columns: {', '.join(missing)}; the header is: {', '.join(names)}")
    return names


def _problems(header: Sequence[str], part: Part) -> Iterator[str]:
    """What is wrong with each of the rows, by line."""
    for line, row in zip(part.lines, part.rows, strict=True):
        try:
            vote_of(header, row)
        except ValueError as error:
            yield f"line {line}: {error}"
