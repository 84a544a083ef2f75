"""The ends of JSON texts and objects are found wherever tokens happen to be cut."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.json_ends import ObjectEnd, TextEnd, plain_text

JSON_TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(JSON_TEXTS, st.integers(1, 4), st.booleans())
def test_text_ends_at_its_quote_and_means_what_was_written(text: str, step: int, is_ascii: bool) -> None:
    written = json.dumps(text, ensure_ascii=is_ascii)[1:] + ', "next": "'
    end, body = TextEnd(), ""
    for start in range(0, len(written), step):
        before, after = end.split(written[start : start + step])
        body += before
        if after:
            break

    assert after.startswith('"')
    assert plain_text(body) == text.strip().rstrip("\\\ufffd").strip()


@given(st.dictionaries(JSON_TEXTS, JSON_TEXTS | st.dictionaries(JSON_TEXTS, JSON_TEXTS)), st.integers(1, 4))
def test_object_ends_with_its_last_brace(value: dict[str, object], step: int) -> None:
    written = "Here:\n" + json.dumps(value)
    end = ObjectEnd()
    ended = [end.after(written[start : start + step]) for start in range(0, len(written), step)]

    assert ended.index(True) == len(ended) - 1


def test_object_in_thoughts_does_not_count() -> None:
    end = ObjectEnd()

    assert not any(end.after(token) for token in ("<thi", "nk>{", "}", "</think", ">", "{", '"}"', ": 1"))
    assert end.after("}")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"a \"b\" \\ \/ \n \u00e9 \ud83d\ude00", 'a "b" \\ / \n é 😀'),
        (r"C:\data \d \u12 it\'s", r"C:\data \d \u12 it's"),
        (r"half \ud83d", "half"),
        ("cut in a character \ufffd", "cut in a character"),
        ("ends \\", "ends"),
    ],
)
def test_bad_escapes_are_taken_as_they_were_meant(body: str, text: str) -> None:
    assert plain_text(body) == text


def test_text_that_was_cut_keeps_its_sentences() -> None:
    assert plain_text("One row per order. Holds 3.5 kg of", cut=True) == "One row per order."
    assert plain_text("No sentence", cut=True) is None
