"""Services that `make test` starts, as fixtures; where one is missing the test is left out, or fails when CI is set."""

import os
from pathlib import Path

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark by which `make test` chooses what runs on PostgreSQL too."""
    config.addinivalue_line("markers", "touches_database: set by itself on every test that may use the database")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that may use the database, so that no test has to remember it."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("touches_database")


@pytest.fixture(scope="session")
def redis_url() -> str:
    """Return the URL of a Redis for this run only."""
    return given("TEST_REDIS_URL", "Redis")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """Return the URL of a PostgreSQL cluster for this run only, with the rights to make databases in it."""
    return given("TEST_POSTGRES_URL", "PostgreSQL")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the browser's program."""
    return Path(given("TEST_CHROMIUM", "Chromium"))


def given(variable: str, name: str) -> str:
    """Return the variable; without it the test is skipped with the reason, or fails when CI is set."""
    if value := os.environ.get(variable):
        return value
    reason = f"{name} is not there ({variable} is not set; `make test` sets it where {name} is installed)"
    if os.environ.get("CI") in {"1", "true"}:
        pytest.fail(f"{reason}, and with CI set nothing may be left out")
    pytest.skip(reason)
