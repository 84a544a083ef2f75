"""The disk is full in the middle of a run: pages and programs live on, and it completes by itself once there is room."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.site import Site, running_site, until
from tests.stub_process import stub_process

N_TABLES = 60
# So slow that the disk is full in the middle: four are in flight.
DELAY_MS = 400
# Longer than a lease, so that tables change hands or try to.
FULL_S = 15
SETTINGS = {"ALLOW_PRIVATE_ENDPOINTS": "1", "LEASE_SECONDS": "6"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 64 MB; left out, with the reason, where this account may mount none."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)]
    try:
        subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a small disk can't be mounted here: {getattr(error, 'stderr', '') or error}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.fixture
def endpoint() -> Iterator[str]:
    """The address of a stub endpoint that takes its time."""
    with stub_process(delay_ms=DELAY_MS) as url:
        yield url


@pytest.fixture
def own_site(small_disk: Path) -> Iterator[Site]:
    """A site whose database, messages and files all lie on the small disk, but not its log."""
    with running_site(small_disk, **SETTINGS) as site:
        yield site


def test_a_run_completes_though_the_disk_is_full_for_a_while(own_site: Site, endpoint: str, small_disk: Path) -> None:
    run = own_site.make("queued_run", endpoint, N_TABLES)
    until(lambda: sum(own_site.make("generated", run)["counted"]) > 0, "the run goes on")
    filler = small_disk / "filler"
    _fill(filler)
    n_before = sum(own_site.make("generated", run)["counted"])
    time.sleep(FULL_S)

    full = own_site.make("generated", run)
    # Nothing more could be stored but what still fitted into the database's own files, and the run says nothing untrue.
    assert (full["state"], full["problem"]) == ("running", "")
    assert n_before <= sum(full["counted"]) < N_TABLES
    assert own_site.visitor().get("/accounts/login/").status == 200
    log = small_disk.with_suffix(".log").read_text()
    assert "The database takes nothing (database or disk is full)" in log
    assert "Traceback" not in log

    filler.unlink()
    until(lambda: own_site.make("generated", run)["state"] != "running", "the run ends by itself", limit_s=120)
    ended = own_site.make("generated", run)
    assert (ended["state"], ended["problem"], ended["counted"]) == ("finished", "", [N_TABLES, 0])
    assert ended["outputs"] == ended["tables"]
    assert ended["items"] == [[table, "done"] for table in ended["tables"]]
    assert ended["tokens"] == ended["item_tokens"]
    assert ended["digest_is_right"]


def _fill(path: Path) -> None:
    """Write until nothing fits any more."""
    with path.open("wb", buffering=0) as file:
        for n_bytes in (1 << 20, 1 << 12, 1):
            _write(file.fileno(), n_bytes)


def _write(fileno: int, n_bytes: int) -> None:
    while True:
        try:
            os.write(fileno, b"x" * n_bytes)
        except OSError:
            return
