"""`kill -9` of the command that writes a dataset: the same command goes on, pays for nothing twice, and ends the same."""

import os
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.paths import ROOT
from tests.flow.commands import command, manage
from tests.stub_process import stub_process

N = 40
# So slow that the kill comes in the middle.
DELAY_MS = 60
LIMIT_S = 60.0


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of a stub endpoint that takes its time, and writes tables."""
    with stub_process(delay_ms=DELAY_MS) as url:
        yield url


@pytest.fixture
def environment(tmp_path: Path, endpoint: str) -> dict[str, str]:
    """Return the environment of a database of its own, with a version that teaches."""
    own = {"VAR_DIR": str(tmp_path), "ALLOW_PRIVATE_ENDPOINTS": "1", "DATABASE_URL": "", "REDIS_URL": ""}
    made = {name: value for name, value in os.environ.items() if name not in own} | {k: v for k, v in own.items() if v}
    manage(made, "migrate", "-v0")
    source = ["--source", "endpoint", "--location", endpoint, "--revision", "stub-teacher"]
    manage(made, "register_model", "stub", *source, "--licence", "MIT", "--n-in-flight", "4")
    return made


def counted(database: Path, what: str) -> int:
    with sqlite3.connect(database, timeout=30) as connection:
        return int(connection.execute(f"SELECT count(*) FROM modelhub_{what}").fetchone()[0])


def digest_in(said: str) -> str:
    found = re.search(r"digest ([0-9a-f]{64})", said)
    assert found, said
    return found[1]


def test_a_killed_command_goes_on_where_it_was(environment: dict[str, str], tmp_path: Path) -> None:
    order = ("synthesise_dataset", "--n", str(N), "--teacher", "stub", "--seed", "5", "--name")
    database = tmp_path / "blindbench.sqlite3"
    with subprocess.Popen(command(*order, "killed"), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as first:
        end = time.monotonic() + LIMIT_S
        while not counted(database, "datasetdraft"):
            assert time.monotonic() < end
            time.sleep(0.05)
        first.send_signal(signal.SIGKILL)
    n_before = counted(database, "datasetdraft")

    killed = digest_in(manage(environment, *order, "killed"))
    whole = digest_in(manage(environment, *order, "whole"))

    assert 0 < n_before < N
    assert killed == whole
    # Both finished: their drafts are not needed any more.
    assert counted(database, "datasetdraft") == 0
