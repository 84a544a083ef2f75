import pytest

from modelhub.engine.records import ColumnRecord, TableRecord
from modelhub.engine.synth.read_ddl import NotCreateTable, read_ddl

SQL = "CREATE TABLE a.b (\n  x int NOT NULL, -- the answer\n  y text COMMENT 'hidden',\n  PRIMARY KEY (x)\n) COMMENT 'more'"


def test_comments_are_taken_off() -> None:
    read = read_ddl(SQL, "mysql")
    assert read.table == TableRecord("a.b", "mysql", (ColumnRecord("x", "int", False, "PK"), ColumnRecord("y", "text")))
    assert not any(word in read.ddl for word in ("answer", "hidden", "more"))


def test_fence_and_talk_around_are_taken_off() -> None:
    text = f"Sure! Here it is:\n```sql\n{SQL};\n```\nAnything else?"
    assert read_ddl(text, "mysql") == read_ddl(SQL, "mysql")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no CREATE TABLE"),
        ("Let me think about it.", "no SQL statement begins with"),
        ("SELECT 1", "no CREATE TABLE"),
        ("CREATE VIEW v AS SELECT 1", "no CREATE TABLE"),
        ("CREATE TABLE a (x int); CREATE TABLE b (y int)", "2 tables"),
        ("CREATE TABLE a AS SELECT 1 AS x", "lists no columns"),
        ("CREATE TABLE a (x int, X int)", "the same name"),
        ("CREATE TABLE a (x int,\0 y int)", "NUL"),
        ("CREATE TABLE a (" + "x int, " * 20_000 + ")", "too long"),
        ("CREATE TABLE a (x int", "(?i)bracket|parenthes|closed|no CREATE TABLE"),
        ("((((" * 5_000, "."),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(NotCreateTable, match=reason):
        read_ddl(text, "postgres")


def test_unknown_dialect_is_refused() -> None:
    with pytest.raises(NotCreateTable, match="unknown SQL dialect"):
        read_ddl(SQL, "klingon")
