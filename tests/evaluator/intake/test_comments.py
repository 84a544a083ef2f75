"""Text without comments keeps the author's layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.intake.comments import Cuts


def without(text: str) -> str:
    """`text` without its parts in «marks»."""
    spans, start = [], 0
    while (opening := text.find("«", start)) >= 0:
        start = text.index("»", opening) + 1
        spans.append((opening, start))
    return Cuts(text, spans).text(0, len(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a INT «c»,\nb", "a INT,\nb"),
        ("a INT, «c»\nb", "a INT,\nb"),
        ("a,\n  «c»\n  b", "a,\n  b"),
        ("a,\r\n  «c»\r\n  b", "a,\r\n  b"),
        ("a,\n  «c» b", "a,\n  b"),
        ("a «c» INT", "a INT"),
        ("a«c»INT", "a INT"),
        ("a(«c»b)", "a(b)"),
        ("a,«c»b", "a,b"),
        ("a «c» «d»\n  «e»\nb", "a\nb"),
        ("a «c\nd» b", "a b"),
        ("«c»", ""),
    ],
)
def test_cuts_take_the_space_around_them(text: str, expected: str) -> None:
    assert without(text) == expected


def test_cuts_outside_of_the_part_are_left_alone() -> None:
    assert Cuts("0123456789", [(0, 2), (4, 5), (8, 10)]).text(3, 9) == "3 5678"


@given(st.text("ab \n,()«", max_size=40))
def test_cuts_lose_no_word_outside_of_the_spans(text: str) -> None:
    spans = [(index, index + 1) for index, char in enumerate(text) if char == "«"]
    kept = Cuts(text, spans).text(0, len(text))
    assert "".join(kept.split()) == "".join(text.replace("«", "").split())
    assert kept.replace("(", " ").replace(")", " ").replace(",", " ").split() == (
        text.replace("«", " ").replace("(", " ").replace(")", " ").replace(",", " ").split()
    )
