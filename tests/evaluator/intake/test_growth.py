"""Twice the file takes about twice the work: counted in calls and comparisons, not in seconds."""

import json
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

import pytest

from evaluator.intake.ddl import read_sql
from evaluator.intake.output_lines import OutputLine, check_output
from evaluator.intake.table_lines import _samples, read_table_lines

# A quadratic reader has 4; sorting and the fixed part of a reading move a linear one a little.
DOUBLED = 2.6

SQL: dict[str, tuple[str, Callable[[int], str]]] = {
    "partitions": ("hive", lambda n: "CREATE TABLE t (a int) " + "PARTITIONED BY (b int) " * n),
    "comments of a column": ("mysql", lambda n: "CREATE TABLE t (a int " + "COMMENT 'x' " * n + ")"),
    "comments in a check": ("postgres", lambda n: f"CREATE TABLE t (a int, CHECK ({'/*c*/ a ' * n}))"),
    "options": ("bigquery", lambda n: "CREATE TABLE t (a INT64) OPTIONS(" + "description='x'," * n + "b='')"),
    "another schema's tables": (
        "postgres",
        lambda n: "CREATE TABLE a.t (a int);" * n + "COMMENT ON TABLE b.t IS 'x';" * n,
    ),
    "rows of another width": (
        "postgres",
        lambda n: f"CREATE TABLE t ({','.join(f'c{i} int' for i in range(n))});" + "INSERT INTO t VALUES (1);" * n,
    ),
    "arrays": ("postgres", lambda n: "CREATE TABLE t (a int " + "ARRAY<b> " * n + ")"),
    "keys": ("postgres", lambda n: "CREATE TABLE t (a int, " + "PRIMARY KEY (a), " * n + "b int)"),
    "foreign keys": ("mysql", lambda n: "CREATE TABLE t (a int, FOREIGN KEY (" + "a," * n + "a) REFERENCES x(a))"),
    "references": ("postgres", lambda n: "CREATE TABLE t (a int " + "REFERENCES x(b) " * n + ")"),
    "settings": ("trino", lambda n: "CREATE TABLE t (a int) " + "WITH (a=1) " * n),
}


@pytest.mark.parametrize("shape", SQL)
def test_reading_sql_grows_with_the_file(shape: str) -> None:
    dialect, text = SQL[shape]

    def read(n: int) -> object:
        return read_sql(text(n), dialect=dialect, source="a.sql", sample_rows=True)

    assert calls(partial(read, 600)) < DOUBLED * calls(partial(read, 300))


@pytest.mark.parametrize("names", [lambda n: ["a"] * n, lambda n: [f"b{i}" for i in range(n)]])
def test_checking_outputs_grows_with_their_columns(names: Callable[[int], list[str]]) -> None:
    columns = [Counted(f"c{i}") for i in range(300)]

    def compared(n: int) -> int:
        Counted.n = 0
        given = tuple((Counted(name), "x") for name in names(n))
        check_output(OutputLine("a.jsonl", 1, "t", "x", given, ""), columns)
        return Counted.n

    assert compared(600) <= DOUBLED * (compared(300) + 300)


def test_reading_sample_rows_compares_no_name_with_every_column() -> None:
    columns = tuple(Counted(f"c{i}") for i in range(200))
    Counted.n = 0

    _samples([{Counted(name): "1" for name in columns}] * 10, columns)

    # Once to find it, or not at all: never 200 times.
    assert Counted.n <= 10 * len(columns) * 2


def test_reading_sample_rows_does_not_fill_in_rows_that_are_not_kept() -> None:
    def text(n: int) -> str:
        columns = [{"name": f"c{i}"} for i in range(n)]
        return json.dumps({"table": "t", "columns": columns, "sample_rows": [{}] * n})

    def read(n: int) -> object:
        return read_table_lines(text(n), source="a.jsonl")

    assert calls(partial(read, 600)) < DOUBLED * calls(partial(read, 300))


def calls(work: Callable[[], object]) -> int:
    """Return how many calls of functions a piece of work makes."""
    n, before = 0, sys.getprofile()

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal n
        n += event in {"call", "c_call"}

    work()  # what is made once and kept
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return n


class Counted(str):
    """A name that counts how often one of its kind is compared."""

    n = 0

    def __eq__(self, other: object) -> bool:
        Counted.n += 1
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        return str.__hash__(self)
