"""What a run leans on goes away in the middle and comes back: it completes by itself, and every table has one result."""

import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.flow.site import Site, running_site, until
from tests.flow.visitor import TIMEOUT_S
from tests.stub_process import stub_process

pytestmark = pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs a Redis of its own to kill")
N_TABLES = 40
# So slow that what fails does so in the middle: four are in flight.
DELAY_MS = 400
# Longer than SQLite lets a writer wait (config/settings.py).
LOCKED_S = 22
SETTINGS = {"ALLOW_PRIVATE_ENDPOINTS": "1", "LEASE_SECONDS": "6"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of a stub endpoint that takes its time."""
    with stub_process(delay_ms=DELAY_MS) as url:
        yield url


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on SQLite with a Redis of its own, neither of which any other test uses."""
    with running_site(tmp_path_factory.mktemp("faults"), **SETTINGS) as site:
        yield site


def _begun(site: Site, endpoint: str) -> str:
    run: str = site.make("queued_run", endpoint, N_TABLES)
    until(lambda: sum(site.make("generated", run)["counted"]) > 0, "the run goes on")
    return run


def _check_completed(site: Site, run: str) -> None:
    until(
        lambda: site.make("generated", run)["state"] not in ("queued", "running"), "the run ends by itself", limit_s=90
    )
    ended = site.make("generated", run)
    assert (ended["state"], ended["problem"], ended["counted"]) == ("finished", "", [N_TABLES, 0])
    assert ended["outputs"] == ended["tables"]
    assert ended["items"] == [[table, "done"] for table in ended["tables"]]
    assert ended["tokens"] == ended["item_tokens"]
    assert ended["digest_is_right"]


def test_a_run_completes_though_redis_is_killed_and_workers_find_the_next_one(own_site: Site, endpoint: str) -> None:
    run = _begun(own_site, endpoint)
    redis, _ = own_site.program("redis-server")
    os.kill(redis, signal.SIGKILL)
    assert sum(own_site.make("generated", run)["counted"]) < N_TABLES

    _check_completed(own_site, run)

    until(lambda: own_site.program("redis-server")[0] not in (0, redis), "Redis is back")
    _check_completed(own_site, _begun(own_site, endpoint))


def test_an_order_is_stored_and_answered_though_redis_hangs_and_workers_find_the_run(
    own_site: Site, endpoint: str
) -> None:
    engineer = own_site.visitor(session=own_site.make("person", "engineer@example.org", "engineer")["session"])
    page = engineer.get("/hub/runs/order/")
    redis, _ = own_site.program("redis-server")
    os.kill(redis, signal.SIGSTOP)
    try:
        begin = time.monotonic()
        form = own_site.make("form_of_order", endpoint, N_TABLES)
        ordered = engineer.send(page.form(), go="start", temperature="0", seed="0", priority="0", **form)
        # No visitor has so much patience; without limits the page would wait as long as Redis hangs.
        assert time.monotonic() - begin < TIMEOUT_S
        assert "Waiting for a worker" in ordered.words()
    finally:
        os.kill(redis, signal.SIGCONT)

    _check_completed(own_site, ordered.path.split("/")[3])


def test_a_run_completes_though_another_process_locks_the_database(own_site: Site, endpoint: str) -> None:
    run = _begun(own_site, endpoint)
    path = f"{own_site.environment['VAR_DIR']}/blindbench.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        n_before = sum(own_site.make("generated", run)["counted"])
        time.sleep(LOCKED_S)
        n_after = sum(own_site.make("generated", run)["counted"])
        other.execute("ROLLBACK")

    # The lock came in the middle, and held.
    assert n_before == n_after < N_TABLES
    _check_completed(own_site, run)
