"""Bytes to text: what is taken, and how what is not taken is named."""

import codecs
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.intake.decode import decode, line_at
from evaluator.intake.problem import IntakeError, Problem

SQL = 'CREATE TABLE "größe" (id INT);\r\n'


def refusal(data: bytes, max_bytes: int = 1_000) -> Problem:
    with pytest.raises(IntakeError) as caught:
        decode(data, source="a.sql", max_bytes=max_bytes)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_decode_reads_by_byte_order_mark_and_keeps_newlines(mark: bytes, encoding: str) -> None:
    assert decode(mark + SQL.encode(encoding), source="a.sql") == SQL


def test_decode_names_the_byte_the_line_and_the_likely_encoding() -> None:
    problem = refusal("a\r\nGröße".encode("cp1252"))
    assert str(problem) == (
        "a.sql, line 2: byte 5 is not valid UTF-8 (the file may be Windows-1252 or Latin-1). Save the file as UTF-8."
    )


def test_decode_names_utf16_without_mark() -> None:
    assert "UTF-16 without a byte order mark" in refusal("create ö".encode("utf-16-le")).what
    assert refusal("create".encode("utf-16-le")).what == (
        "NUL character (the file may be UTF-16 without a byte order mark)"
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", "an Excel or other Office file"),
        (b"PK\x03\x04" + b"\0" * 26 + b"notes.txt", "a zip archive"),
        (pickle.dumps({"a": 1}), "a Python pickle"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"PGDMP\x01", "a PostgreSQL dump in custom format"),
    ],
)
def test_decode_refuses_binary_formats_by_name(data: bytes, name: str) -> None:
    assert refusal(data).what == f"this is {name}, not text"


def test_decode_refuses_nul_with_its_line() -> None:
    problem = refusal(b"a\nb\rc\r\nd\0e")
    assert (problem.line, problem.what) == (4, "NUL character")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", codecs.BOM_UTF8, "\u200b\u2060".encode()])
def test_decode_refuses_files_without_text(data: bytes) -> None:
    assert refusal(data).what in {"the file is empty", "the file holds no text"}


def test_decode_refuses_more_bytes_than_allowed() -> None:
    assert decode(b"a" * 10, source="a.sql", max_bytes=10) == "a" * 10
    assert refusal(b"a" * 11, max_bytes=10).what == "the file has 11 bytes, more than the 10 allowed"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_decode_returns_every_visible_text_unchanged(text: str) -> None:
    assert decode(("x" + text).encode(), source="a.sql") == "x" + text


def test_line_at_counts_every_kind_of_newline() -> None:
    text = "1\r\n2\n3\r4\u20284"
    assert [line_at(text, text.index(digit)) for digit in "1234"] == [1, 2, 3, 4]
    assert line_at(text, len(text)) == 4
