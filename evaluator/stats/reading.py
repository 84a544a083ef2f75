"""Votes from a long CSV file; every problem is named by its line, and a file with one gives no votes."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from evaluator.stats.outcomes import Outcome, Side, Vote

REQUIRED = ("item_id", "rater_id", "system_a", "system_b", "outcome")
OPTIONAL = ("shown_left", "repeat", "grade", "length_a", "length_b", "elapsed_ms")
_SHOWN = 20
_NOT_TEXT = {
    b"PK\x03\x04": "a zip or Excel file; save it as CSV (UTF-8)",
    b"\xff\xfe": "UTF-16 text; save it as CSV (UTF-8)",
    b"\xfe\xff": "UTF-16 text; save it as CSV (UTF-8)",
}


class BadVotesError(ValueError):
    """A file that can't be read as votes; the message names the file, lines and remedies."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    header: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def read_votes(path: Path) -> list[Vote]:
    """Votes of a CSV file in UTF-8, separated by commas, semicolons or tabs. Raises BadVotesError, OSError."""
    try:
        return _votes(_sheet(_text(path.read_bytes())))
    except BadVotesError as error:
        raise BadVotesError(f"{path}: {error}") from None


def _text(raw: bytes) -> str:
    if not raw.strip():
        raise BadVotesError("the file is empty")
    for start, what in _NOT_TEXT.items():
        if raw.startswith(start):
            raise BadVotesError(f"this is {what}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadVotesError(f"line {line}: not UTF-8 (byte {error.start}); save it as CSV (UTF-8)") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BadVotesError(f"line {line}: holds a NUL character; remove it")
    return text


def _sheet(text: str) -> _Sheet:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = _numbered(text, delimiter)
    line, header = next(rows, (1, []))
    names = tuple(name.strip() for name in header)
    _check_header(line, names)
    return _Sheet(names, rows)


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they start on; blank lines are skipped."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise BadVotesError(f"line {start}: {error}; check the quotes") from None
        if row is None:
            return
        if row:
            yield start, row


def _check_header(line: int, names: tuple[str, ...]) -> None:
    twice = sorted({name for name in names if name in REQUIRED + OPTIONAL and names.count(name) > 1})
    if twice:
        raise BadVotesError(f"line {line}: these columns occur twice: {', '.join(twice)}; keep one of each")
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise BadVotesError(f"line {line}: missing columns: {', '.join(missing)}; the header is: {', '.join(names)}")


def _votes(sheet: _Sheet) -> list[Vote]:
    votes: list[Vote] = []
    problems: list[str] = []
    for line, row in sheet.rows:
        try:
            votes.append(_vote(sheet.header, row))
        except ValueError as error:
            problems.append(f"line {line}: {error}")
    if problems:
        more = [f"and {len(problems) - _SHOWN} more lines"] if len(problems) > _SHOWN else []
        raise BadVotesError("\n  ".join(["nothing was read:", *problems[:_SHOWN], *more]))
    return votes


def _vote(header: tuple[str, ...], row: list[str]) -> Vote:
    if len(row) != len(header):
        raise ValueError(f"has {len(row)} fields where the header has {len(header)}")
    cells = {name: value.strip() for name, value in zip(header, row, strict=True)}
    for name in REQUIRED:
        if not cells[name]:
            raise ValueError(f"{name} is empty")
    return Vote(
        table=sys.intern(cells["item_id"]),
        rater=sys.intern(cells["rater_id"]),
        system_a=sys.intern(cells["system_a"]),
        system_b=sys.intern(cells["system_b"]),
        outcome=_outcome(cells["outcome"]),
        grade=_whole(cells, "grade", low=-2),
        shown_left=_side(cells.get("shown_left", "")),
        repeat=_whole(cells, "repeat") or 0,
        active_ms=_whole(cells, "elapsed_ms"),
        length_a=_whole(cells, "length_a"),
        length_b=_whole(cells, "length_b"),
    )


def _outcome(word: str) -> Outcome:
    try:
        return Outcome(word)
    except ValueError:
        raise ValueError(f"outcome {word!r} is none of {', '.join(Outcome)}") from None


def _side(word: str) -> Side | None:
    if word not in ("a", "b", ""):
        raise ValueError(f"shown_left {word!r} is neither a nor b; leave it empty when unknown")
    return cast(Side, word) if word else None


def _whole(cells: dict[str, str], name: str, low: int = 0) -> int | None:
    """A whole number of at least `low`; None where the column or the cell is absent."""
    word = cells.get(name, "")
    if not word:
        return None
    try:
        number = int(word)
    except ValueError:
        raise ValueError(f"{name} {word!r} is not a whole number") from None
    if number < low:
        raise ValueError(f"{name} {number} is below {low}")
    if number > 2**53:
        raise ValueError(f"{name} {number} is too large")
    return number
