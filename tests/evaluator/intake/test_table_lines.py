"""Tables from JSON lines, by DDL or by columns."""

import json
from collections.abc import Mapping

import pytest

from evaluator.intake.problem import IntakeError
from evaluator.intake.schema import ParsedColumn, ParsedTable, Statement
from evaluator.intake.table_lines import read_table_lines


def read(*records: object, dialect: str = "postgres") -> tuple[Statement, ...]:
    return read_table_lines("\n".join(json.dumps(record) for record in records), source="a.jsonl", dialect=dialect)


def table(record: Mapping[str, object]) -> ParsedTable:
    (statement,) = read(record)
    assert statement.table is not None, statement.reason
    return statement.table


def reason(record: object) -> str:
    (statement,) = read(record)
    assert statement.verdict == "refused"
    return statement.reason


def test_a_record_with_columns_is_read_in_full() -> None:
    columns = [
        {"name": "id", "type": "INT", "comment": "the key", "key": "PK"},
        {"name": "who", "type": "TEXT", "nullable": False, "key": "fk", "references": "people(id)"},
        {"name": "when"},
    ]
    rows = [[1, "a", None], {"id": 2.50, "when": True}]
    found = table({"table": "s.t", "columns": columns, "description": "d", "domain": "retail", "sample_rows": rows})
    assert found.columns == (
        ParsedColumn("id", "INT", nullable=False, key="PK"),
        ParsedColumn("who", "TEXT", nullable=False, key="FK", references="people(id)"),
        ParsedColumn("when", "", nullable=True),
    )
    assert (found.name, found.dialect, found.description, found.domain) == ("s.t", "postgres", "d", "retail")
    assert found.comments == (("id", "the key"), ("who", None), ("when", None))
    assert found.sample_columns == ("id", "who", "when")
    assert found.sample_rows == (("1", "a", None), ("2.5", None, "true"))


def test_a_record_with_ddl_takes_name_and_comments_from_beside_it() -> None:
    found = table(
        {
            "table": "orders",
            "dialect": "mysql",
            "ddl": "CREATE TABLE shop.Orders (id INT COMMENT 'old', n INT COMMENT 'kept') COMMENT='old'",
            "description": "new",
            "columns": [{"name": "id", "comment": "new"}, {"name": "n", "comment": None}],
        }
    )
    assert (found.name, found.dialect, found.description) == ("orders", "mysql", "new")
    assert found.comments == (("id", "new"), ("n", "kept"))
    assert found.ddl == "CREATE TABLE shop.Orders (id INT, n INT)"


def test_of_several_tables_in_one_ddl_the_named_one_is_read() -> None:
    ddl = "CREATE TABLE a.x (i INT); CREATE TABLE a.y (j INT);"
    assert table({"table": "Y", "ddl": ddl}).columns[0].name == "j"
    assert reason({"table": "z", "ddl": ddl}) == "ddl does not hold one CREATE TABLE statement for 'z'"


def test_a_null_ddl_counts_as_absent_and_an_unknown_dialect_is_then_a_label() -> None:
    record = {"table": "t", "ddl": None, "dialect": "dbt_yaml", "columns": [{"name": "a", "type": None}]}
    assert table(record).dialect == "dbt_yaml"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"table": "t"}, "neither ddl nor columns is given"),
        ({"columns": []}, "table is missing or blank"),
        ({"table": " \u200b", "columns": []}, "table is missing or blank"),
        ({"table": 5}, "table is a number, not a string"),
        ({"table": ["t"]}, "table is an array, not a string"),
        ({"table": "t", "columns": {"id": "x"}}, "columns is an object, not an array"),
        ({"table": "t", "columns": []}, "the table has no columns"),
        ({"table": "t", "columns": ["id"]}, "columns[0] is a string, not an object"),
        ({"table": "t", "columns": [{"name": "a"}, {"name": None}]}, "columns[1].name is missing or blank"),
        ({"table": "t", "columns": [{"name": "a", "comment": 5}]}, "columns[0].comment is a number, not a string"),
        ({"table": "t", "columns": [{"name": "a", "nullable": "no"}]}, "columns[0].nullable is a string, not a boolean"),
        ({"table": "t", "columns": [{"name": "a", "key": "UK"}]}, "columns[0].key is none of PK, FK, PK FK"),
        ({"table": "t", "columns": [{"name": "a"}, {"name": "a"}]}, "columns have the same name: 'a' and 'a'"),
        ({"table": "t", "ddl": "CREATE TABLE t (\na int"}, "ddl, line 1: the text ends before this ( is closed"),
        ({"table": "t", "ddl": "DROP TABLE t"}, "ddl does not hold one CREATE TABLE statement for 't'"),
        ({"table": "t", "ddl": 5}, "ddl is a number, not a string"),
        ({"table": "t", "ddl": "CREATE TABLE t (a int)", "columns": [{"name": "b"}]}, "columns names 'b', which the ddl does not have"),
        ({"table": "t", "columns": [{"name": "a"}], "sample_rows": [[1, 2]]}, "sample_rows[0] has 2 values for 1 columns"),
        ({"table": "t", "columns": [{"name": "a"}], "sample_rows": [{"b": 1}]}, "sample_rows[0] has 'b', which is no column of the table"),
        ({"table": "t", "columns": [{"name": "a"}], "sample_rows": [[[1]]]}, "sample_rows[0][0] is an array, not a single value"),
        ({"table": "t", "columns": [{"name": "a"}], "sample_rows": 5}, "sample_rows is a number, not an array"),
        ("t", "this is a string, not a JSON object"),
    ],
)  # fmt: skip
def test_a_wrong_record_is_refused_with_its_path(record: object, expected: str) -> None:
    assert reason(record) == expected


def test_names_that_the_dialect_does_not_tell_apart_are_duplicates() -> None:
    record = {"table": "t", "columns": [{"name": "From"}, {"name": "from"}]}
    assert [s.verdict for s in read(record, {**record, "dialect": "databricks"})] == ["table", "refused"]


def test_an_unknown_dialect_for_ddl_is_refused() -> None:
    assert (
        reason({"table": "t", "dialect": "klingon", "ddl": "CREATE TABLE t (a int)"}) == "unknown SQL dialect 'klingon'"
    )


def test_ddl_without_any_dialect_is_read_as_postgresql() -> None:
    (statement,) = read({"table": "t", "ddl": "CREATE TABLE t (a int, at timestamptz)"}, dialect="")
    assert statement.table is not None
    assert [column.type for column in statement.table.columns] == ["int", "timestamptz"]


def test_an_unknown_dialect_for_the_file_is_an_error() -> None:
    with pytest.raises(IntakeError, match="unknown SQL dialect"):
        read({"table": "t"}, dialect="klingon")


def test_each_record_has_its_line() -> None:
    text = '{"table": "a", "columns": [{"name": "x"}]}\r\n\r\nbroken\r\n{"table": "b", "columns": [{"name": "x"}]}'
    found = read_table_lines(text, source="a.jsonl")
    assert [(s.line, s.verdict, s.name) for s in found] == [(1, "table", "a"), (3, "refused", ""), (4, "table", "b")]
