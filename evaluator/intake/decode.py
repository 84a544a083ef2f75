"""Bytes of an uploaded file to text: UTF-8 or, by its byte order mark, UTF-16 or UTF-32; anything else is refused."""

import codecs
import re

from evaluator.intake.problem import IntakeError, Problem
from evaluator.intake.visible import is_blank

# A web request reads such a file in seconds; commands may raise the limit.
MAX_BYTES = 5_000_000

NEWLINE = re.compile(r"\r\n|\n|\r")

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (re.compile(rb"PK\x03\x04.{26,2000}?(?:\[Content_Types\]|xl/)", re.DOTALL), "an Excel or other Office file"),
    (re.compile(rb"PK\x03\x04|PK\x05\x06"), "a zip archive"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "an old Office file"),
    (re.compile(rb"\x80[\x02-\x05]"), "a Python pickle"),
    (re.compile(rb"%PDF-"), "a PDF"),
    (re.compile(rb"\x1f\x8b"), "a gzip archive"),
    (re.compile(rb"BZh[1-9]"), "a bzip2 archive"),
    (re.compile(rb"\xfd7zXZ\x00"), "an xz archive"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "a 7-Zip archive"),
    (re.compile(rb"\x28\xb5\x2f\xfd"), "a zstd archive"),
    (re.compile(rb"PAR1"), "a Parquet file"),
    (re.compile(rb"SQLite format 3\x00"), "an SQLite database"),
    (re.compile(rb"PGDMP"), "a PostgreSQL dump in custom format"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8"), "a picture"),
)


def decode(data: bytes, *, source: str, max_bytes: int = MAX_BYTES) -> str:
    """Return the text of `data` without its byte order mark, newlines as they are.

    Raises IntakeError when it is empty, larger than `max_bytes`, a known binary format, in another encoding, or
    holds a NUL character.
    """
    _refuse_by_size(data, source, max_bytes)
    for magic, name in _MAGIC:
        if magic.match(data):
            raise _refusal(source, None, f"this is {name}, not text", "Export it as plain text (UTF-8) and try again.")
    text = _decoded(data, source)
    if is_blank(text):
        raise _refusal(source, None, "the file holds no text", "Check that the right file was chosen.")
    if "\0" in text:
        line = line_at(text, text.index("\0"))
        raise _refusal(source, line, f"NUL character{_utf16_hint(data)}", "Remove it, or save the file as UTF-8.")
    return text


def line_at(text: str, offset: int) -> int:
    """Return the line number, from 1, of the character at `offset`; CR, LF and CRLF each end a line."""
    return 1 + sum(1 for _ in NEWLINE.finditer(text, 0, offset))


def _refuse_by_size(data: bytes, source: str, max_bytes: int) -> None:
    if not data:
        raise _refusal(source, None, "the file is empty", "Check that the right file was chosen.")
    if len(data) > max_bytes:
        what = f"the file has {len(data):,} bytes, more than the {max_bytes:,} allowed"
        raise _refusal(source, None, what, "Split it into smaller files.")


def _decoded(data: bytes, source: str) -> str:
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        offset = len(mark) + error.start
        before = data[len(mark) : offset].decode(encoding, "replace")
        what = f"byte {offset} is not valid {encoding.upper()}{_legacy_hint(data) if not mark else ''}"
        raise _refusal(source, line_at(before, len(before)), what, "Save the file as UTF-8.") from error


def _legacy_hint(data: bytes) -> str:
    if b"\0" in data[:1000]:
        return " (the file looks like UTF-16 without a byte order mark)"
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return " (the file may be binary)"
    return " (the file may be Windows-1252 or Latin-1)"


def _utf16_hint(data: bytes) -> str:
    return " (the file may be UTF-16 without a byte order mark)" if data.count(b"\0") * 3 > len(data) else ""


def _refusal(source: str, line: int | None, what: str, remedy: str) -> IntakeError:
    return IntakeError(Problem(source, line, what, remedy))
