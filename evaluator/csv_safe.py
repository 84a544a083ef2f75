"""CSV that a spreadsheet opens as data: no text in it is ever run as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

Cell = str | int | None
# What starts a formula in Excel, LibreOffice or Google Sheets, the full-width forms included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where lists are separated by semicolons, or the import is set to tabs, a spreadsheet begins a new cell there, inside of
# ours; a line end begins a row, since the quotes around our cell then stand in the middle of theirs.
_INNER_FORMULA = re.compile(r"([;\t\r\n])(?=[ \u00a0\"]*[=+\-@＝＋－＠])")
# Excel takes a file for Windows-1252 unless it starts with this; `python -m evaluator.stats` and pandas skip it.
BOM = "\ufeff"


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Give a CSV file line by line: comma, CR LF, UTF-8 with BOM; texts are neutralised, numbers are not."""
    writer = csv.writer(_Echo())
    yield BOM
    for row in rows:
        yield writer.writerow([neutral(cell) for cell in row])


def neutral(cell: Cell) -> Cell:
    """Put an apostrophe in front of what would be a formula; a number such as -2 stays a number."""
    if not isinstance(cell, str):
        return cell
    cell = _INNER_FORMULA.sub(r"\1'", cell)
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(FORMULA_STARTS) else cell


class _Echo:
    """What csv.writer writes to: it hands every line back."""

    def write(self, line: str) -> str:
        return line
