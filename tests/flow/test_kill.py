"""`kill -9` of any program at any moment: what was acknowledged is stored once, and what was begun is done once."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from tests.flow.raters import BETTER, AtWork, rate_together
from tests.flow.site import Site, until
from tests.flow.visitor import Visitor, patiently

N_RATERS, N_TABLES = 4, 40
# A main process that dies three times within five seconds of its start is given up: so not twice in a row.
VICTIMS = (
    "web worker",
    "web server",
    "web worker",
    "worker's child",
    "web worker",
    "worker",
    "web server",
    "web worker",
)
ANSWERS_BETWEEN = 14


@pytest.fixture
def drawn() -> Random:
    """Draw moments and victims. A failed test prints the seed; KILL_SEED draws the same ones again."""
    seed = int(os.environ.get("KILL_SEED", "0")) or time.time_ns()
    print(f"KILL_SEED={seed}")
    return Random(seed)


def _pids(site: Site, victim: str) -> list[int]:
    main, children = site.web() if victim.startswith("web") else site.worker()
    return children if victim in {"web worker", "worker's child"} else [main][: bool(main)]


def _kill(site: Site, victim: str, drawn: Random) -> None:
    until(lambda: bool(_pids(site, victim)), f"there is a {victim} to kill")
    os.kill(drawn.choice(_pids(site, victim)), signal.SIGKILL)


def test_no_acknowledged_rating_is_lost_or_doubled_when_programs_are_killed(site: Site, drawn: Random) -> None:
    made = site.make("study", N_RATERS, N_TABLES)
    raters = [AtWork(site.visitor(rater["session"]), made["id"], BETTER) for rater in made["raters"]]
    killed: list[tuple[str, int]] = []

    def n_done() -> int:
        return sum(len(rater.acknowledged) for rater in raters)

    def kill() -> None:
        for number, victim in enumerate(VICTIMS, start=1):
            until(lambda n=number: n_done() >= n * ANSWERS_BETWEEN, f"answers go on after {killed}")  # type: ignore[misc]
            time.sleep(drawn.uniform(0, 0.2))
            _kill(site, victim, drawn)
            killed.append((victim, n_done()))

    rate_together(raters, kill)
    site.until_well()
    acknowledged = sorted(one for rater in raters for one in rater.acknowledged)
    assert len(killed) == len(VICTIMS)
    assert len(acknowledged) == N_RATERS * N_TABLES
    assert sorted(map(tuple, site.make("ratings", made["id"]))) == acknowledged
    assert site.make("record", made["id"])["break"] is None
    assert "✗" not in site.manage("verify_study", made["id"])


def _rounds(drawn: Random) -> Iterator[float]:
    """Return moments around that in which a lock or an analysis is under way."""
    return (drawn.uniform(0, 0.15) for _ in range(3))


def test_lock_is_whole_or_not_there_when_the_web_server_is_killed_in_it(site: Site, drawn: Random) -> None:
    made = site.make("rated", 2, 12)
    lead = site.visitor(made["leads"][0]["session"])
    url = f"/studies/{made['id']}/lock/"
    for moment in _rounds(drawn):
        site.until_well()
        _lock_and_kill(site, lead, url, moment)
    site.until_well()
    page = patiently(lambda: lead.get(url))
    if page.path == url:
        page = lead.send(page.form())
    record = site.make("record", made["id"])
    assert (record["state"], record["break"]) == ("locked", None)
    assert record["locked"] == [record["digest"]]
    # The message to the worker may have died with the server: the page has a button for that.
    pending = lead.get(f"/studies/{made['id']}/analysis/")
    for form in pending.forms():
        if form.action.endswith("/analysis/start/"):
            lead.send(form)
    _analysed(site, lead, made["id"])


def _lock_and_kill(site: Site, lead: Visitor, url: str, moment: float) -> None:
    page = patiently(lambda: lead.get(url))
    if page.path != url:
        return  # An earlier round got through.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lead.send, page.form())
        time.sleep(moment)
        for pid in _pids(site, "web worker"):
            os.kill(pid, signal.SIGKILL)


def test_analysis_is_made_once_though_its_worker_is_killed_in_it(site: Site, drawn: Random) -> None:
    made = site.make("rated", 2, 12)
    lead = site.visitor(made["leads"][0]["session"])
    lead.send(lead.get(f"/studies/{made['id']}/lock/").form())
    for victim, moment in zip(("worker's child", "worker"), _rounds(drawn), strict=False):
        time.sleep(moment * 4)
        _kill(site, victim, drawn)
    site.until_well()
    _analysed(site, lead, made["id"])


def _analysed(site: Site, lead: Visitor, study: str) -> None:
    """The analysis comes by itself, and once; the command finds it made and changes nothing."""
    until(lambda: len(site.make("record", study)["analysed"]) == 1, "a worker has analysed the study")
    assert "better than" in lead.get(f"/studies/{study}/analysis/").words()
    site.manage("analyse_study", study)
    record = site.make("record", study)
    assert record["analysed"] == record["locked"] == [record["digest"]]
    assert "✗" not in site.manage("verify_study", study)


def test_large_study_is_opened_once_and_whole_though_its_workers_are_killed_in_it(site: Site, drawn: Random) -> None:
    made = site.make("draft", 40, 300)
    lead, page = site.visitor(made["leads"][0]["session"]), f"/studies/{made['id']}/open/"
    assert "The study is being opened." in lead.send(lead.get(page).form()).words()
    for n_tries in (1, 2):
        until(lambda n=n_tries: [n] == site.make("opening", made["id"])[2:], f"a worker has begun {n_tries} times")  # type: ignore[misc]
        time.sleep(drawn.uniform(0, 0.9))
        _kill(site, "worker", drawn)
        site.until_well()
    until(lambda: site.make("record", made["id"])["state"] == "open", "a worker has opened the study")
    record = site.make("record", made["id"])
    assert (record["n_assignments"], record["break"]) == (40 * 300, None)
    assert record["events"].count("study_opened") == 1
    assert lead.get(page).path == f"/studies/{made['id']}/"
    assert "✗" not in site.manage("verify_study", made["id"])
