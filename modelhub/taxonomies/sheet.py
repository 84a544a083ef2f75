"""A table of cells from CSV or Excel, each row with the line that messages name."""

import csv
from collections.abc import Iterator

from evaluator.intake.decode import MAX_BYTES, decode
from evaluator.intake.problem import IntakeError, Problem
from modelhub.taxonomies.workbook import MAX_COLUMNS, MAX_ROWS, Row, read_workbook

# Every zip archive begins so, and every workbook since 2007 is one.
_ZIP = b"PK\x03\x04"
_DELIMITERS = (",", ";", "\t")


def read_sheet(data: bytes, *, source: str) -> list[Row]:
    """Return (line, cells) of a workbook or of delimited text, cells without blanks around them. Raises IntakeError."""
    rows = read_workbook(data, source=source) if data.startswith(_ZIP) else _read_csv(data, source)
    return [(line, tuple(" ".join(cell.split()) for cell in cells)) for line, cells in rows]


def _read_csv(data: bytes, source: str) -> list[Row]:
    text = decode(data, source=source, max_bytes=MAX_BYTES)
    return list(_csv_rows(text, source))


def _csv_rows(text: str, source: str) -> Iterator[Row]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            if line > MAX_ROWS or len(cells) > MAX_COLUMNS:
                what = f"more than {MAX_ROWS:,} rows" if line > MAX_ROWS else f"more than {MAX_COLUMNS} columns"
                raise IntakeError(Problem(source, line, what, "Check that the right file was chosen."))
            yield line, tuple(cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise IntakeError(Problem(source, line, f"this is not CSV: {error}", "Close every quotation mark.")) from error


def _delimiter(text: str) -> str:
    """Return the delimiter that the first line with any uses most."""
    first = next((line for line in text.splitlines() if any(mark in line for mark in _DELIMITERS)), "")
    return max(_DELIMITERS, key=first.count)
