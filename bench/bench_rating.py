"""Rating at full speed and at leisure: python -m bench.bench_rating starts the real site and measures it."""

import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import asdict
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.keeping import ROOT, Figure, keep
from bench.load import Load, Met
from bench.processes import cpu_s, memory_mb
from tests.browser.site import Site, running_site

SECONDS = 15.0
# So many that nobody runs out of pairs.
N_TABLES = 310
_ASSETS = re.compile(rb'(?:src|href)="(/static/[^"]+)"')


def main() -> None:
    """Measure everything and keep it."""
    with tempfile.TemporaryDirectory(prefix="blindbench-") as folder:
        with running_site(Path(folder), settings="bench.settings") as site:
            make(site, "tables")
            make(site, "more_tables", str(N_TABLES))
            figures = [_raw_writes(Path(folder)), *_rush(site), *_leisure(site), *_memory(site), *_cold_start(site)]
        keep("rating", figures)


def make(site: Site, maker: str, *arguments: str) -> Any:
    """Run a maker of bench/data.py against the site's database and return what it prints."""
    command = [sys.executable, "-m", "bench.data", maker, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def work(load: Load) -> Met:
    """Let raters work in a process of their own, so that the server's CPU is the server's."""
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(asdict(load)).encode(), stdout=subprocess.PIPE, check=True
    )
    return Met(**json.loads(done.stdout))


def percentile(values: list[float], percent: int) -> float:
    """Return a percentile of at least two values."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def open_study(site: Site, n_raters: int, n_arms: int) -> Any:
    """Return an open study on the demo's tables, many times over, and its people's session keys."""
    made = make(site, "draft", f"{N_TABLES} tables", str(n_raters), str(n_arms))
    make(site, "opened", made["study"])
    return made


def _rush(site: Site) -> list[Figure]:
    made = open_study(site, 9, 3)
    # The ninth rater opens the first page, later.
    sessions = made["raters"][:8]
    # Once round unmeasured: templates and texts are read, as they are after the first minute of any day.
    work(Load(site.url, sessions, study=made["study"], seconds=2))
    floor, floor_cpu = _measured(site, Load(site.url, sessions, path="/floor/", seconds=5))
    met, cpu = _measured(site, Load(site.url, sessions, study=made["study"], seconds=SECONDS))
    return [
        Figure("Server CPU per annotation, 8 raters without a pause", cpu, "ms", 6),
        Figure("Server CPU per page of the floor", floor_cpu, "ms"),
        Figure("Annotation in floors", cpu / floor_cpu, "×"),
        Figure(
            "Annotations per second, 8 raters without a pause",
            len(met.latencies_ms) / met.seconds,
            "/s",
            120,
            at_least=True,
        ),
        Figure("Pages of the floor per second, 8 connections", len(floor.latencies_ms) / floor.seconds, "/s"),
        *_latencies("8 raters without a pause", met, 100),
        *_sizes(met),
        *_first_page(site, made),
    ]


def _leisure(site: Site) -> list[Figure]:
    made = open_study(site, 50, 3)
    met, cpu = _measured(site, Load(site.url, made["raters"], study=made["study"], think_s=1.0, seconds=SECONDS))
    return [
        *_latencies("50 raters, a second each", met, 150),
        Figure("Server CPU per annotation, 50 raters, a second each", cpu, "ms"),
    ]


def _measured(site: Site, load: Load) -> tuple[Met, float]:
    before = cpu_s(site.process.pid)
    met = work(load)
    used = cpu_s(site.process.pid) - before
    assert set(met.statuses) <= {200, 204}, f"unexpected answers: {set(met.statuses)}"
    return met, used / len(met.statuses) * 1000


def _latencies(who: str, met: Met, p95_target: float) -> list[Figure]:
    return [
        Figure(f"Latency p50, {who}", percentile(met.latencies_ms, 50), "ms"),
        Figure(f"Latency p95, {who}", percentile(met.latencies_ms, 95), "ms", p95_target),
        Figure(f"Latency p99, {who}", percentile(met.latencies_ms, 99), "ms"),
    ]


def _sizes(met: Met) -> list[Figure]:
    narrow = [(n_html, n_sent) for n_columns, n_html, n_sent in met.pages if 0 < n_columns <= 12]
    return [
        Figure("Next pair, up to 12 columns, largest", max(n for n, _ in narrow) / 1000, "kB", 25),
        Figure("Next pair, up to 12 columns, largest, compressed", max(n for _, n in narrow) / 1000, "kB", 6),
        Figure("Next pair, all tables, median, compressed", median(n for *_, n in met.pages if n) / 1000, "kB"),
    ]


def _first_page(site: Site, made: Any) -> list[Figure]:
    n_page, html = _fetch(f"{site.url}/rate/studies/{made['study']}/", f"sessionid={made['raters'][8]}")
    assets = set(_ASSETS.findall(html)) | {path for one in _ASSETS.findall(html) for path in _imports(site, one)}
    n_assets = sum(_fetch(site.url + path.decode(), "")[0] for path in assets)
    return [Figure(f"First page with its {len(assets)} assets, compressed", (n_page + n_assets) / 1000, "kB", 60)]


def _imports(site: Site, asset: bytes) -> list[bytes]:
    """Return what a script imports or a stylesheet names, which the browser fetches too."""
    text = urllib.request.urlopen(site.url + asset.decode()).read()
    folder = asset.rpartition(b"/")[0]
    return [folder + b"/" + name for name in re.findall(rb'from ?"\./([^"]+)"', text)]


def _fetch(url: str, cookie: str) -> tuple[int, bytes]:
    """Return the bytes on the wire as a browser of today asks for them, and the text."""
    plain = urllib.request.Request(url, headers={"Cookie": cookie})
    packed = urllib.request.Request(url, headers={"Cookie": cookie, "Accept-Encoding": "gzip, deflate, br"})
    return len(urllib.request.urlopen(packed).read()), urllib.request.urlopen(plain).read()


def _memory(site: Site) -> list[Figure]:
    return [Figure("Largest web process, resident", max(memory_mb(site.process.pid)), "MB", 150)]


def _cold_start(site: Site) -> list[Figure]:
    site.stop()
    begin = time.perf_counter()
    site.start()
    return [Figure("Start of the web server to its first page", time.perf_counter() - begin, "s", 3)]


def _raw_writes(folder: Path) -> Figure:
    """Count what the disk gives at best: one row per transaction, synchronous, from one process without Django."""
    database = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a INTEGER, b TEXT)")
    begin, n_writes = time.perf_counter(), 0
    while time.perf_counter() < begin + 2:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO t VALUES (?, ?)", (n_writes, "x" * 200))
        database.execute("COMMIT")
        n_writes += 1
    database.close()
    return Figure("Raw SQLite transactions per second, synchronous=FULL", n_writes / 2, "/s")


if __name__ == "__main__":
    main()
