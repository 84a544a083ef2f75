"""CSV as data: formulas are neutralised, numbers stay numbers."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.csv_safe import BOM, FORMULA_STARTS, csv_lines, neutral


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-2", "@SUM(A1)", " =1", "\u00a0=1", "＝1", '=HYPERLINK("http://x","y")'],
)
def test_neutral_puts_an_apostrophe_before_a_formula(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "neutralised"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("x; =1;-2", "x;' =1;'-2"),
        ("x\t@SUM(A1)", "x\t'@SUM(A1)"),
        ("x\n=1", "x\n'=1"),
        ("x\r\n+1", "x\r\n'+1"),
        ('x;"=1"', 'x;\'"=1"'),
        ("x;＝1", "x;'＝1"),
    ],
)
def test_neutral_puts_one_where_other_separators_begin_a_cell(text: str, neutralised: str) -> None:
    assert neutral(text) == neutralised
    assert neutral(neutralised) == neutralised


@pytest.mark.parametrize(
    "cell", [-2, 0, 17, None, "", "shop.table_1", "a=b", "5-1", "'=1", "é", "one; two", "a; b = c", "a\tb\nc"]
)
def test_neutral_leaves_numbers_and_plain_texts(cell: str | int | None) -> None:
    assert neutral(cell) == cell


def test_csv_lines_are_utf8_with_bom_and_crlf() -> None:
    assert "".join(csv_lines([("name", "grade"), ("Größe", -2), ('a "b", c', None)])) == (
        f'{BOM}name,grade\r\nGröße,-2\r\n"a ""b"", c",\r\n'
    )


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1)))
def test_csv_lines_read_back_hold_every_text_and_no_formula(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(rows)).removeprefix(BOM)
    read = list(csv.reader(io.StringIO(text, newline="")))

    assert [[cell.replace("'", "") for cell in row] for row in read if row != [""]] == [
        [cell.replace("'", "") for cell in row] for row in rows if row != [""]
    ]
    pieces = (piece for row in read for cell in row for piece in re.split("[;\t\r\n]", cell))
    assert not any(piece.lstrip(' "').startswith(FORMULA_STARTS) for piece in pieces)
