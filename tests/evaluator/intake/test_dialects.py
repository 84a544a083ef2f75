"""Dialect names and the folding of column names."""

import pytest

from evaluator.intake.ddl import read_sql
from evaluator.intake.dialects import dialect_named, known_dialects
from evaluator.intake.problem import IntakeError

NEEDED = ["postgres", "mysql", "sqlite", "databricks", "spark", "snowflake", "bigquery", "tsql", "oracle", "redshift"]


@pytest.mark.parametrize("name", known_dialects())
def test_every_known_dialect_can_be_read_by(name: str) -> None:
    (statement,) = read_sql("CREATE TABLE orders (id INT, city CHAR(2) NOT NULL);", dialect=name, source="a.sql")
    assert statement.table is not None
    assert [(c.name, c.type, c.nullable) for c in statement.table.columns] == [
        ("id", "INT", True),
        ("city", "CHAR(2)", False),
    ]


def test_known_dialects_hold_the_common_ones() -> None:
    assert set(NEEDED) <= set(known_dialects())


@pytest.mark.parametrize(
    ("given", "kept", "rules"),
    [
        ("PostgreSQL", "postgres", "postgres"),
        ("SQL Server", "tsql", "tsql"),
        ("mssql", "tsql", "tsql"),
        ("MariaDB", "mariadb", "mysql"),
        ("cockroachdb", "cockroachdb", "postgres"),
        ("db2", "db2", ""),
    ],
)
def test_dialect_named_takes_the_names_people_use(given: str, kept: str, rules: str) -> None:
    dialect = dialect_named(given, source="a.sql")
    assert (dialect.name, dialect.rules) == (kept, rules)


def test_dialect_named_lists_the_known_ones_for_an_unknown_one() -> None:
    with pytest.raises(IntakeError, match=r"unknown SQL dialect 'klingon'. Choose one of: .*bigquery, .*snowflake"):
        dialect_named("klingon", source="a.sql")


@pytest.mark.parametrize(
    ("dialect", "same"),
    [("postgres", {("id", False), ("ID", False), ("id", True)}), ("snowflake", {("id", False), ("ID", True)})],
)
def test_fold_follows_the_dialect(dialect: str, same: set[tuple[str, bool]]) -> None:
    rules = dialect_named(dialect, source="a.sql")
    assert len({rules.fold(name, quoted=quoted) for name, quoted in same}) == 1
    assert rules.fold("Id", quoted=True) == "Id"


def test_fold_never_joins_names_in_different_unicode_forms() -> None:
    for name in NEEDED:
        rules = dialect_named(name, source="a.sql")
        assert rules.fold("caf\u00e9", quoted=False) != rules.fold("cafe\u0301", quoted=False)
