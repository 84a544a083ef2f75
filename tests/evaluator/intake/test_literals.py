"""What raters see of a table holds no documentation, whatever construct it was written into."""

import json

import pytest

from evaluator.intake.ddl import read_sql
from evaluator.intake.table_lines import read_table_lines

SECRET = "SEKRIT"
HIDDEN = [
    (
        "oracle",
        "CREATE TABLE t (a NUMBER ANNOTATIONS (Description 'SEKRIT', Display 'SEKRIT')) ANNOTATIONS (Title 'SEKRIT')",
    ),
    ("bigquery", "CREATE TABLE t (a INT64 OPTIONS(description='SEKRIT' || 'SEKRIT'))"),
    ("bigquery", "CREATE TABLE t (a INT64) OPTIONS(friendly_name='SEKRIT', description=CONCAT('SEKRIT', 'x'))"),
    ("bigquery", "CREATE TABLE t (s STRUCT<x INT64 OPTIONS(note='SEKRIT')>) OPTIONS(labels=[('doc', 'SEKRIT')])"),
    ("snowflake", "CREATE TABLE t (a INT WITH TAG (doc='SEKRIT')) WITH TAG (description='SEKRIT')"),
    ("hive", "CREATE TABLE t (a int) WITH SERDEPROPERTIES ('comment'='SEKRIT')"),
    ("databricks", 'CREATE TABLE t (a INT) TBLPROPERTIES ("comments"="SEKRIT", "table.description"="SEKRIT")'),
    ("trino", "CREATE TABLE t (a int) WITH (comment='SEKRIT', extra_properties=MAP(ARRAY['c'], ARRAY['SEKRIT']))"),
    ("tsql", "CREATE TABLE t ([a] int, b AS ('SEKRIT'))"),
    ("mysql", "CREATE TABLE t (a INT) DEFAULT CHARSET=utf8 CONNECTION='SEKRIT'"),
    ("postgres", 'CREATE TABLE t (a int DEFAULT 1, b text COLLATE "C") WITH (doc=$$SEKRIT$$)'),
]


@pytest.mark.parametrize(("dialect", "sql"), HIDDEN)
def test_shown_ddl_holds_no_literal_that_is_no_value(dialect: str, sql: str) -> None:
    assert SECRET in sql
    (statement,) = read_sql(sql, dialect=dialect, source="a.sql")

    assert statement.table is not None
    assert SECRET not in statement.table.ddl + str(statement.table.columns)


def test_shown_ddl_of_a_list_whose_first_entry_goes_stays_a_list() -> None:
    (statement,) = read_sql("CREATE TABLE t (a int) WITH (comment='SEKRIT', x=1)", dialect="trino", source="a.sql")

    assert statement.table is not None
    assert statement.table.ddl == "CREATE TABLE t (a int) WITH (x=1)"


def test_shown_ddl_keeps_values() -> None:
    sql = (
        "CREATE TABLE t (a ENUM('on', 'off') DEFAULT 'on' NOT NULL, b varchar(9) DEFAULT (concat('x', 'y')), "
        "c text CHECK (c <> 'none'), d SET('p', 'q') COMMENT 'SEKRIT', CONSTRAINT k CHECK (b IN ('u', 'v')))"
    )
    (statement,) = read_sql(sql, dialect="mysql", source="a.sql")

    assert statement.table is not None
    assert statement.table.ddl == sql.replace(" COMMENT 'SEKRIT'", "")
    assert [column.type for column in statement.table.columns] == [
        "ENUM('on', 'off')",
        "varchar(9)",
        "text",
        "SET('p', 'q')",
    ]


@pytest.mark.parametrize(
    ("dialect", "type_text", "shown"),
    [
        ("mysql", "INT COMMENT 'SEKRIT'", "INT"),
        ("", "decimal(10, 2) -- SEKRIT", "decimal(10, 2)"),
        ("a label", "struct<a: int COMMENT 'SEKRIT'>", "struct<a: int>"),
        ("mysql", "enum('on', 'off') COMMENT 'SEKRIT'", "enum('on', 'off')"),
        ("bigquery", "INT64 OPTIONS(description='SEKRIT' || 'x')", "INT64 OPTIONS(description='…' || '…')"),
    ],
)
def test_types_of_json_lines_hold_no_documentation(dialect: str, type_text: str, shown: str) -> None:
    record = {"table": "t", "columns": [{"name": "a", "type": type_text}]}
    (statement,) = read_table_lines(json.dumps(record), source="a.jsonl", dialect="")
    if dialect:
        record["dialect"] = dialect
        (statement,) = read_table_lines(json.dumps(record), source="a.jsonl")

    assert statement.table is not None
    assert statement.table.columns[0].type == shown


def test_a_type_that_cant_be_read_is_refused_with_its_column() -> None:
    record = {"table": "t", "columns": [{"name": "a", "type": "varchar(20"}]}
    (statement,) = read_table_lines(json.dumps(record), source="a.jsonl")

    assert statement.verdict == "refused"
    assert statement.reason.startswith("the type of column 'a' can't be read: ")
