"""JSON from outside: lines or one array, every fault with its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.intake.json_records import MAX_UNREADABLE, Record, read_records
from evaluator.intake.problem import Problem


def faults(text: str) -> list[tuple[int | None, str]]:
    return [(item.line, item.what) for item in read_records(text, source="a") if isinstance(item, Problem)]


def lines(text: str) -> list[int]:
    return [item.line for item in read_records(text, source="a") if isinstance(item, Record)]


def test_read_records_counts_lines_over_crlf_blank_lines_and_line_separators() -> None:
    assert lines('{"a": "\u2028"}\r\n\r\n{"a": 2}\n\n{"a": 3}') == [1, 3, 5]


def test_read_records_keeps_the_text_of_each_record() -> None:
    (record,) = read_records('  {"a": 1.50} ', source="a")
    assert record == Record(1, '  {"a": 1.50} ', {"a": "1.50"})


def test_read_records_takes_an_array_with_the_line_of_each_item() -> None:
    text = '[\n  {"table": "a"},\n\n  {"table":\n "b"} ]\n'
    assert lines(text) == [2, 4]
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"a": 1', (1, "this is not one JSON object: Expecting ',' delimiter at column 8")),
        ('{"a": 1},', (1, "this is not one JSON object: Extra data at column 9")),
        ('{"a": 1} {"b": 2}', (1, "this is not one JSON object: Extra data at column 10")),
        ('{"a": 1, "b": {"x": 1, "x": 2}}', (1, "the key 'x' stands twice in one object")),
        ('{"a": NaN}', (1, "NaN is not JSON")),
        ("[]\n42", (1, "this is an array, not a JSON object")),
        ("null", (1, "this is null, not a JSON object")),
        ("42", (1, "this is a number, not a JSON object")),
        ("true", (1, "this is a boolean, not a JSON object")),
        ("[" * 100_000, (1, "the JSON is too deeply nested")),
        ('{"a": ["x", "\\u0000"]}', (1, "a[1] holds a NUL or half of a surrogate pair")),
        ('{"a": {"\\ud800": 1}}', (1, "a key of a holds a NUL or half of a surrogate pair")),
        ('[{"a": 1}\n{"b": 2}]', (2, "the JSON array is broken off or lacks a comma")),
        ('[{"a": 1}', (1, "the JSON array is broken off or lacks a comma")),
        ('[{"a": 1}]\nmore', (1, "there is text after the end of the JSON array")),
        ('[{"a": 1},\n {"b": ]', (2, "this is not one JSON object: Expecting value at column 8")),
    ],
)
def test_read_records_names_what_is_wrong_and_where(text: str, fault: tuple[int, str]) -> None:
    assert faults(text)[:1] == [fault]


def test_read_records_keeps_the_good_lines_beside_the_broken_ones() -> None:
    text = '{"a": 1}\nnot json\n{"a": 3}'
    assert (lines(text), [line for line, _ in faults(text)]) == ([1, 3], [2])


PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.dictionaries(PLAIN, PLAIN | st.none() | st.lists(PLAIN)), min_size=1))
def test_read_records_gives_lines_and_array_the_same_values(records: list[dict[str, object]]) -> None:
    as_lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    as_array = json.dumps(records, indent=1)
    for text in (as_lines, as_array):
        assert [item.values for item in read_records(text, source="a") if isinstance(item, Record)] == records


def test_read_records_gives_up_on_a_file_of_something_else() -> None:
    lines = "SELECT 1;\n" * (3 * MAX_UNREADABLE)

    *found, last = read_records(lines, source="a.sql")

    assert len(found) == MAX_UNREADABLE
    assert isinstance(last, Problem)
    assert "the rest was not looked at" in last.what


def test_read_records_reads_on_where_one_line_could_be_read() -> None:
    found = list(read_records('{"table": "t"}\n' + "SELECT 1;\n" * (2 * MAX_UNREADABLE), source="a.jsonl"))

    assert len(found) == 1 + 2 * MAX_UNREADABLE
