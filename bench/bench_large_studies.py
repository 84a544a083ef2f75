"""Large studies: python -m bench.bench_large_studies opens them while raters of another study work, then reads their pages."""

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.bench_rating import make, percentile, work
from bench.browser import Browser, hidden_fields
from bench.keeping import ROOT, Figure, keep
from bench.load import Load, Met
from scripts.worker import worker_command
from tests.browser.site import Site, running_site

THINK_S = 0.5
LOOK_AGAIN_S = 0.5
N_PAGE_LOADS = 5


@dataclass(frozen=True, slots=True)
class Size:
    """How large a study is."""

    n_raters: int
    n_tables: int

    def __str__(self) -> str:
        return f"{self.n_raters} × {self.n_tables:,}"


def main() -> None:
    """Measure both sizes and keep the figures."""
    with (
        tempfile.TemporaryDirectory(prefix="blindbench-") as folder,
        running_site(Path(folder)) as site,
        _running_worker(site),
    ):
        make(site, "tables")
        keep("large_studies", [*_study(site, Size(500, 62)), *_study(site, Size(20, 2000))])


@contextmanager
def _running_worker(site: Site) -> Iterator[None]:
    """Run the worker that opens large studies, as `make run` starts it, woken through files."""
    process = subprocess.Popen(worker_command("web"), cwd=ROOT, env=site.environment, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _study(site: Site, size: Size) -> list[Figure]:
    table_set = make(site, "more_tables", str(size.n_tables))["name"]
    made = make(site, "draft", table_set, str(size.n_raters))
    lead = Browser(site.url, made["lead"])
    others = make(site, "draft", "demo", "4", "3")
    make(site, "opened", others["study"])
    # Without anything else going on, for comparison.
    calm = _raters(site, others, 8)
    met, seconds = _opened_meanwhile(site, lead, made["study"], others)
    make(site, "answered", made["study"])
    return [
        Figure(f"Opening {size}", seconds, "s", 60),
        Figure(f"p95 of raters elsewhere before {size} opens", percentile(calm.latencies_ms, 95), "ms"),
        Figure(f"p95 of raters elsewhere while {size} opens", percentile(met.latencies_ms, 95), "ms"),
        Figure(f"Longest wait of a rater elsewhere while {size} opens", max(met.latencies_ms), "ms"),
        *_lead_pages(lead, made["study"], size, ("studies/", "studies/{}/", "studies/{}/log/")),
        *_locked(site, lead, made["study"], size),
    ]


def _opened_meanwhile(site: Site, lead: Browser, study: str, others: Any) -> tuple[Met, float]:
    """Open a study as its lead does, by the page's own form, while others rate; return what they met with and how long."""
    path, met = f"/studies/{study}/open/", Met()
    fields = hidden_fields(lead.get(path))
    thread = threading.Thread(target=lambda: met.__dict__.update(_raters(site, others, 30).__dict__))
    thread.start()
    # The raters' process needs a moment to begin.
    time.sleep(2)
    begin = time.perf_counter()
    assert lead.post(path, fields).status == 302
    while (page := lead.get(path)).status == 200:
        assert b"is being opened" in page.html, "the study did not open; its page says why"
        time.sleep(LOOK_AGAIN_S)
    seconds = time.perf_counter() - begin
    thread.join()
    assert page.status == 302, f"the page of the opening answered {page.status}"
    return met, seconds


def _raters(site: Site, made: Any, seconds: float) -> Met:
    return work(Load(site.url, made["raters"], study=made["study"], think_s=THINK_S, seconds=seconds))


def _locked(site: Site, lead: Browser, study: str, size: Size) -> list[Figure]:
    path = f"/studies/{study}/lock/"
    begin = time.perf_counter()
    page = lead.post(path, hidden_fields(lead.get(path)))
    locked = time.perf_counter() - begin
    assert page.status == 302, f"locking answered {page.status}"
    begin = time.perf_counter()
    make(site, "analysed", study)
    analysed = time.perf_counter() - begin
    return [
        Figure(f"Locking {size}", locked, "s"),
        Figure(f"Analysing {size}, in the worker", analysed, "s"),
        *_lead_pages(lead, study, size, ("studies/{}/analysis/",)),
    ]


def _lead_pages(lead: Browser, study: str, size: Size, paths: tuple[str, ...]) -> list[Figure]:
    figures = []
    for path in paths:
        pages = [lead.get("/" + path.format(study)) for _ in range(N_PAGE_LOADS)]
        assert {page.status for page in pages} == {200}, f"{path} answered {pages[0].status}"
        figures.append(
            Figure(f"/{path.format('…')} of {size}, slowest of {N_PAGE_LOADS}", max(p.ms for p in pages), "ms", 300)
        )
    return figures


if __name__ == "__main__":
    main()
