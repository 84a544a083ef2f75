"""A CSV file --> its rows, some thousands at a time, with the line of the file that each starts on."""

from __future__ import annotations

import csv
import io
import itertools
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# A part's cells fit into a processor's cache, which reads twice as fast as a file in one piece.
_ROWS_AT_ONCE = 5_000
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_NOT_TEXT = {
    b"PK\x03\x04": "a zip or Excel file; save it as CSV (UTF-8)",
    b"\xff\xfe": "UTF-16 text; save it as CSV (UTF-8)",
    b"\xfe\xff": "UTF-16 text; save it as CSV (UTF-8)",
}


class BadVotesError(ValueError):
    """A file that can't be read as votes; the message names the file, lines and remedies."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that follow each other, and the line that each starts on; blank lines are left out."""

    rows: Sequence[Sequence[str]]
    lines: Sequence[int]


def parts(path: Path) -> Iterator[Part]:
    """Rows of a file in UTF-8, separated by commas, semicolons or tabs; the first part is the header alone.

    Raises BadVotesError, OSError.
    """
    text = _text(path.read_bytes())
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for size in itertools.chain((1,), itertools.repeat(_ROWS_AT_ONCE)):
        start = reader.line_num + 1
        try:
            rows = list(itertools.islice(reader, size))
        except csv.Error as error:
            raise BadVotesError(f"line {_bad_line(text, delimiter)}: {error}; check the quotes") from None
        if not rows:
            return
        yield _part(rows, start, reader.line_num)


def _text(raw: bytes) -> str:
    if not raw.removeprefix(BOM_UTF8).strip():
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


def _part(rows: list[list[str]], start: int, end: int) -> Part:
    if end - start + 1 == len(rows) and all(rows):
        return Part(rows, range(start, end + 1))
    spans = (1 + sum(len(_LINE_BREAK.findall(cell)) for cell in row) for row in rows)
    lines = itertools.accumulate(spans, initial=start)
    numbered = [(row, line) for row, line in zip(rows, lines, strict=False) if row]
    return Part([row for row, _ in numbered], [line for _, line in numbered])


def _bad_line(text: str, delimiter: str) -> int:
    """The line on which the first row starts that can't be read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for _ in reader:
            line = reader.line_num + 1
    except csv.Error:
        return line
    return line
