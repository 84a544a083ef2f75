"""CSV that a spreadsheet opens as data: no text in it is ever run as a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence

Cell = str | int | None
# What starts a formula in Excel, LibreOffice or Google Sheets, the full-width forms included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Excel takes a file for Windows-1252 unless it starts with this; `python -m evaluator.stats` and pandas skip it.
BOM = "\ufeff"


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Give a CSV file line by line: comma, CR LF, UTF-8 with BOM; texts are neutralised, numbers are not."""
    writer = csv.writer(_Echo())
    yield BOM
    for row in rows:
        yield writer.writerow([neutral(cell) for cell in row])


def neutral(cell: Cell) -> Cell:
    """Put an apostrophe in front of a text that would be a formula; a number such as -2 stays a number."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


class _Echo:
    """What csv.writer writes to: it hands every line back."""

    def write(self, line: str) -> str:
        return line
