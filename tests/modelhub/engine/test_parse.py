"""Answers as models write them: read where their sense is plain, with a word on what was mended."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.parse import clean, read_answer

COLUMNS = ("id", "name", "made_at")
GOOD = {"description": "One row per order.", "columns": {"id": "Key.", "name": 'The "name".', "made_at": "When."}}
TEXT = json.dumps(GOOD)


def test_answer_as_asked_needs_no_mending() -> None:
    answer = read_answer(TEXT, COLUMNS)

    assert (answer.description, answer.comments, answer.notes) == ("One row per order.", GOOD["columns"], ())


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (f"Sure! Here it is:\n{TEXT}\nHope this helps.", "text around the object"),
        (f"```json\n{TEXT}\n```", "text around the object"),
        (f'<think>It could be {{"description": "x"}}.</think>{TEXT}', ""),
        (TEXT.replace('"When."}', '"When.",}'), "the object was no proper JSON"),
        (TEXT.replace('\\"name\\"', '"name"'), "the object was no proper JSON"),
        (TEXT.replace('{"id"', "{id").replace('"id": ', "id: "), "the object was no proper JSON"),
        (TEXT.replace('"made_at"', '"MADE_AT"'), "'MADE_AT' taken for the column 'made_at'"),
        (TEXT.replace('"Key."', '{"type": "int", "comment": "Key."}'), ""),
        (
            json.dumps({**GOOD, "columns": [{"name": n, "description": t} for n, t in GOOD["columns"].items()]}),  # type: ignore[attr-defined]
            "columns came as a list",
        ),
        (json.dumps({"description": GOOD["description"], **GOOD["columns"]}), "columns came outside of 'columns'"),  # type: ignore[dict-item]
        (TEXT.replace('{"id"', '{"id": "Key.", "id"'), "'id' stood twice, the first was kept"),
    ],
)
def test_answer_is_mended_and_says_how(text: str, note: str) -> None:
    answer = read_answer(text, COLUMNS)

    assert answer.comments == GOOD["columns"]
    assert answer.description == "One row per order."
    assert answer.notes == ((note,) if note else ())


def test_answer_in_single_quotes_is_read() -> None:
    answer = read_answer("{'description': 'It\\'s an order.', 'columns': {'id': 'The key', 'name': None}}", COLUMNS)

    assert (answer.description, answer.comments) == ("It's an order.", {"id": "The key"})


def test_columns_that_were_not_asked_for_are_left_out_and_said() -> None:
    answer = read_answer(TEXT.replace('"name"', '"surname"'), COLUMNS)

    assert set(answer.comments) == {"id", "made_at"}
    assert answer.notes == ("1 texts for columns that were not asked for left out: surname",)


def test_a_name_that_no_database_stores_is_not_repeated_as_it_came() -> None:
    answer = read_answer(r'{"description": "x", "columns": {"a\u0000b": "t", "z\ud800": "t"}}', COLUMNS)

    assert answer.notes == ("2 texts for columns that were not asked for left out: a\ufffdb, z\ufffd",)


def test_names_that_differ_by_case_only_are_not_guessed() -> None:
    answer = read_answer('{"description": "d", "columns": {"ID": "x"}}', ("id", "Id"))

    assert answer.comments == {}


@pytest.mark.parametrize("text", ["", "I can't do that.", '"description"', "<think>{", "[1, 2]"])
def test_answer_without_an_object_is_unreadable(text: str) -> None:
    assert not read_answer(text, COLUMNS).readable


@pytest.mark.parametrize("length", range(20, len(TEXT)))
def test_answer_that_was_cut_keeps_whole_texts_only(length: int) -> None:
    answer = read_answer(TEXT[:length], COLUMNS)

    assert answer.cut
    assert answer.description in ("", "One row per order.")
    for name, comment in answer.comments.items():
        assert comment == GOOD["columns"][name]  # type: ignore[index]


@given(st.text() | st.text(alphabet='{}[]",:\\ \n<think>nul'))
def test_any_answer_is_read_without_an_error(text: str) -> None:
    answer = read_answer(text, COLUMNS)

    assert set(answer.comments) <= set(COLUMNS)


@pytest.mark.parametrize("text", ["{" * 100_000, '{"a": ' * 50_000, "<think>" * 100_000, '{"a": "' * 50_000])
def test_garbage_of_any_size_is_read_quickly(text: str) -> None:
    # Quadratic time would run for minutes here.
    assert read_answer(text, COLUMNS).comments == {}


def test_clean_takes_what_no_text_needs() -> None:
    assert clean(" a\x00b\ud800\n c ") == "ab\n c"
    assert [clean(text) for text in ("...", "null", "N/A", " ")] == [""] * 4
