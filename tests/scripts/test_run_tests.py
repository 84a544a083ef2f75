"""The second run, and what is left out of the first."""

import os
from pathlib import Path

import pytest

from scripts.run_tests import main, run_twice

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
    "TEST_POSTGRES_URL": "postgres://nobody@localhost/none"
}
LOG_DATABASE = """
import os, pytest
{mark}
def test_database():
    with open({log!r}, "a") as file:
        print(os.environ.get("DATABASE_URL", "SQLite"), file=file)
    assert {passes}
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def _arguments(log: Path, *, mark: str = "", passes: bool = True) -> list[str]:
    """Return pytest's arguments for one test, alone in its folder, that logs the database it is given."""
    test = log.with_name("test_database.py")
    test.write_text(LOG_DATABASE.format(log=str(log), mark=mark, passes=passes))
    return [
        str(test),
        "--rootdir",
        str(log.parent),
        "-c",
        os.devnull,
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:django",
    ]


def test_run_twice_runs_what_touches_the_database_on_both(log: Path) -> None:
    assert run_twice(ENVIRONMENT, _arguments(log, mark="@pytest.mark.touches_database")) == 0
    assert log.read_text().split() == ["SQLite", "postgres://nobody@localhost/none"]


def test_run_twice_runs_everything_else_once(log: Path) -> None:
    assert run_twice(ENVIRONMENT, _arguments(log)) == 0
    assert log.read_text().split() == ["SQLite"]


def test_run_twice_fails_when_a_test_does(log: Path) -> None:
    assert run_twice(ENVIRONMENT, _arguments(log, passes=False)) == 1


def test_main_fails_in_ci_when_a_tool_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", "true")
    assert main([]) == 1
    printed = capsys.readouterr()
    assert "Redis is missing, which leaves out the tests with Redis as the broker" in printed.out
    assert printed.err == "With CI set, nothing may be left out.\n"
