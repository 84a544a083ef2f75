"""Records survive the way through JSON, and broken ones say what is broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.records import (
    ColumnRecord,
    DocumentationRecord,
    RecordError,
    TableRecord,
    documentation_from_json,
    documentation_to_json,
    table_from_json,
    table_to_json,
)

COLUMNS = st.builds(
    ColumnRecord, st.text(), st.text(), st.booleans(), st.sampled_from(["", "PK", "FK", "PK FK"]), st.text()
)
TABLES = st.builds(TableRecord, st.text(), st.text(), st.lists(COLUMNS, max_size=4).map(tuple))
COMMENTS = st.lists(st.tuples(st.text(), st.none() | st.text()), max_size=4, unique_by=lambda pair: pair[0]).map(tuple)


@given(TABLES)
def test_table_survives_json_on_one_line(table: TableRecord) -> None:
    line = table_to_json(table)
    assert table_from_json(line) == table
    assert line.splitlines() == [line]


@given(st.builds(DocumentationRecord, st.text(), st.text(), COMMENTS))
def test_documentation_survives_json_on_one_line(documentation: DocumentationRecord) -> None:
    line = documentation_to_json(documentation)
    assert documentation_from_json(line) == documentation
    assert line.splitlines() == [line]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not a JSON object"),
        ("[]", "expected a JSON object, not list"),
        ('{"name": "t"}', "'columns' must be a list, not nothing"),
        ('{"name": "t", "columns": [1]}', r"columns\[0\] must be an object, not int"),
        ('{"name": "t", "columns": [{"name": "a", "nullable": 1}]}', r"columns\[0\].nullable must be true or false"),
        ('{"name": "t", "columns": [{"type": "int"}]}', r"columns\[0\].name must be a text, not nothing"),
        ('{"name": "t", "name": "u", "columns": []}', "'name' stands twice"),
        ("[" * 100_000, "not a JSON object"),
    ],
)
def test_table_from_json_names_what_is_wrong(line: str, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        table_from_json(line)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            '{"table": "t", "description": "d", "columns": []}',
            "'columns' must be an object of name and comment, not list",
        ),
        ('{"table": "t", "description": null, "columns": {}}', "description must be a text, not nothing"),
        (
            '{"table": "t", "description": "d", "columns": {"a": 5}}',
            "the comment of column 'a' must be a text or null, not int",
        ),
        ('{"table": "t", "description": "d", "columns": {"a": "x", "a": "y"}}', "'a' stands twice"),
    ],
)
def test_documentation_from_json_names_what_is_wrong(line: str, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        documentation_from_json(line)


def test_documentation_with_a_column_twice_is_not_written() -> None:
    with pytest.raises(RecordError, match="documents a column twice"):
        documentation_to_json(DocumentationRecord("t", "d", (("a", "x"), ("a", "y"))))
