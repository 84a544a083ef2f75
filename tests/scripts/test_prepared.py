"""Whether a start may skip the preparation."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scripts.prepared import is_prepared, mark_prepared


@pytest.fixture
def root(tmp_path: Path) -> Path:
    migrations = tmp_path / "evaluator" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001_initial.py").write_text("# first")
    (tmp_path / "requirements.txt").write_text("Django==5.2.19")
    return tmp_path


@pytest.fixture
def var_dir(tmp_path: Path) -> Path:
    var_dir = tmp_path / "var"
    (var_dir / "static").mkdir(parents=True)
    (var_dir / "static" / "staticfiles.json").touch()
    _execute(var_dir, "CREATE TABLE django_migrations (app TEXT, name TEXT)")
    _execute(var_dir, "INSERT INTO django_migrations VALUES ('evaluator', '0001_initial')")
    return var_dir


def _execute(var_dir: Path, statement: str) -> None:
    with closing(sqlite3.connect(var_dir / "blindbench.sqlite3")) as connection, connection:
        connection.execute(statement)


def test_is_prepared_after_a_preparation_and_not_before(root: Path, var_dir: Path) -> None:
    assert not is_prepared(root, var_dir, demo=True)
    mark_prepared(root, var_dir, demo=True)
    assert is_prepared(root, var_dir, demo=True)


def test_is_prepared_notices_a_new_migration(root: Path, var_dir: Path) -> None:
    mark_prepared(root, var_dir, demo=True)
    (root / "evaluator" / "migrations" / "0002_more.py").write_text("# second")
    assert not is_prepared(root, var_dir, demo=True)


def test_is_prepared_notices_that_the_demo_is_now_wanted(root: Path, var_dir: Path) -> None:
    mark_prepared(root, var_dir, demo=False)
    assert not is_prepared(root, var_dir, demo=True)


def test_is_prepared_notices_a_database_put_back_from_before_a_migration(root: Path, var_dir: Path) -> None:
    mark_prepared(root, var_dir, demo=True)
    _execute(var_dir, "DELETE FROM django_migrations")
    assert not is_prepared(root, var_dir, demo=True)


@pytest.mark.parametrize("lost", ["blindbench.sqlite3", "static/staticfiles.json"])
def test_is_prepared_notices_what_was_deleted(root: Path, var_dir: Path, lost: str) -> None:
    mark_prepared(root, var_dir, demo=True)
    (var_dir / lost).unlink()
    assert not is_prepared(root, var_dir, demo=True)
