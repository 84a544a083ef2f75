"""`kill -9` of workers in the middle of a run: it completes by itself, and every table has exactly one result."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.flow.site import Site, until
from tests.stub_process import stub_process

# A table in whose hands four workers died would be given up.
VICTIMS = ("children", "main process", "children")
N_TABLES = 120
# So slow that every kill comes in the middle.
DELAY_MS = 150


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of a stub endpoint that takes its time."""
    with stub_process(delay_ms=DELAY_MS) as url:
        yield url


def _kill(site: Site, victim: str) -> None:
    until(lambda: all(site.worker()), "there is a worker to kill")
    main, children = site.worker()
    for pid in [main] if victim == "main process" else children:
        os.kill(pid, signal.SIGKILL)


def test_every_table_has_one_result_though_workers_are_killed_in_the_middle(site: Site, endpoint: str) -> None:
    run = site.make("queued_run", endpoint, N_TABLES)
    n_before: list[int] = []
    for victim in VICTIMS:
        n_so_far = n_before[-1] if n_before else 0
        until(lambda n=n_so_far: sum(site.make("generated", run)["counted"]) > n, "the run goes on")  # type: ignore[misc]
        _kill(site, victim)
        n_before.append(sum(site.make("generated", run)["counted"]))

    until(lambda: site.make("generated", run)["state"] != "running", "the run ends by itself", limit_s=120)

    ended = site.make("generated", run)
    # The kills came in the middle: after the first result, before the last.
    assert 0 < n_before[0] <= n_before[-1] < N_TABLES
    assert (ended["state"], ended["problem"], ended["counted"]) == ("finished", "", [N_TABLES, 0])
    assert ended["outputs"] == ended["tables"]
    assert ended["items"] == [[table, "done"] for table in ended["tables"]]
    assert ended["tokens"] == ended["item_tokens"]
    assert ended["digest_is_right"]
