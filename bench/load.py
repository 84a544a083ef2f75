"""Raters at work, in a process of its own: python -m bench.load reads a Load as JSON and prints what it met with."""

import json
import random
import sys
import threading
import time
from dataclasses import asdict, dataclass, field

from bench.browser import Browser, Page


@dataclass(frozen=True, slots=True)
class Load:
    """One scenario: each session rates in the study, or fetches `path` over and over, for `seconds` at most."""

    url: str
    sessions: list[str]
    study: str = ""
    path: str = ""
    think_s: float = 0.0
    seconds: float = 15.0


@dataclass
class Met:
    """What the raters met with; pages are (columns, bytes of HTML, bytes sent)."""

    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    pages: list[tuple[int, int, int]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def add(self, page: Page) -> None:
        """Note one answer; appending to a list needs no lock."""
        self.latencies_ms.append(page.ms)
        self.statuses.append(page.status)
        self.pages.append((page.n_columns, len(page.html), page.n_sent))


def run(load: Load) -> Met:
    """Let all sessions work at once until the time is over or nothing is left to rate."""
    met, begin = Met(), time.monotonic()
    work = _rate if load.study else _fetch
    threads = [
        threading.Thread(target=work, args=(load, session, met, begin + load.seconds)) for session in load.sessions
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    met.seconds = time.monotonic() - begin
    return met


def _rate(load: Load, session: str, met: Met, end: float) -> None:
    browser, chance = Browser(load.url, session), random.Random(session)
    time.sleep(chance.uniform(0, load.think_s))
    page = browser.get(f"/rate/studies/{load.study}/")
    while page.status == 200 and time.monotonic() < end:
        time.sleep(load.think_s)
        page = browser.submit(page, chance.choice("123450"))
        met.add(page)


def _fetch(load: Load, session: str, met: Met, end: float) -> None:
    browser = Browser(load.url, session)
    while time.monotonic() < end:
        met.add(browser.get(load.path))


if __name__ == "__main__":
    print(json.dumps(asdict(run(Load(**json.load(sys.stdin))))))
