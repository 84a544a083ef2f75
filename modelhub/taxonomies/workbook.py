"""Cells of an Excel workbook's first sheet, read within limits: a workbook is a zip archive that a stranger packed."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator

from openpyxl import load_workbook

from evaluator.intake.problem import IntakeError, Problem

MAX_BYTES = 20_000_000
# The official file of 2022 unpacks to half a megabyte.
MAX_UNPACKED = 60_000_000
MAX_MEMBERS = 500
MAX_ROWS = 20_000
MAX_COLUMNS = 50
# A document type may define entities that grow without end; no workbook has one.
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
# What openpyxl and its parser raise for a file that is not what it says; they have no common ancestor.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RuntimeError,
    OSError,
    EOFError,
)
_REMEDY = "Save it again as .xlsx, or export it as CSV."

Row = tuple[int, tuple[str, ...]]


def read_workbook(data: bytes, *, source: str) -> list[Row]:
    """Return (row number, cells as text) of the first sheet, blank rows included. Raises IntakeError."""
    if len(data) > MAX_BYTES:
        raise _refused(source, f"the workbook has {len(data):,} bytes, more than the {MAX_BYTES:,} allowed")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, source)
        return list(_rows(data, source))
    except IntakeError:
        raise
    except _BROKEN as error:
        raise _refused(source, f"the workbook can't be read ({type(error).__name__})") from error


def _check(archive: zipfile.ZipFile, source: str) -> None:
    """Refuse what would unpack to too much, before anything is unpacked."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise _refused(source, f"the workbook unpacks to more than {MAX_MEMBERS} files or {MAX_UNPACKED:,} bytes")
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            text = archive.read(member)
            if any(mark in text for mark in _DOCTYPES):
                raise _refused(source, f"{member.filename[:80]!r} declares a document type, which no workbook does")


def _rows(data: bytes, source: str) -> Iterator[Row]:
    with warnings.catch_warnings():
        # It remarks on styles and extensions, of which nothing is read.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        if not book.worksheets:
            raise _refused(source, "the workbook has no sheet")
        sheet = book.worksheets[0]
        # The size that a sheet states is not to be trusted: rows would be padded to it.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            if number > MAX_ROWS:
                raise _refused(source, f"the sheet has more than {MAX_ROWS:,} rows")
            yield number, tuple(_text(cell) for cell in cells)
        book.close()


def _text(cell: object) -> str:
    """Return a cell as it reads in the sheet: a whole number without a decimal point."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _refused(source: str, what: str) -> IntakeError:
    return IntakeError(Problem(source, None, what, _REMEDY))
