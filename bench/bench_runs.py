"""A run over a million tables: python -m bench.bench_runs measures claiming and storing, and its pages, as it grows."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.browser import Browser
from bench.keeping import ROOT, Figure, keep
from tests.browser.site import Site, running_site

FEW, MANY = 10_000, 1_000_000
N_PAGE_LOADS = 5


def main() -> None:
    """Measure a small run and a large one, and keep the figures."""
    figures = [*_run(FEW), *_run(MANY)]
    claims = [figure.value for figure in figures if figure.what.startswith("Claiming")]
    keep("runs", [*figures, Figure("Claiming in the larger run over the smaller", claims[-1] / claims[0], "×", 2)])


def _run(n: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="blindbench-") as folder, running_site(Path(folder)) as site:
        made = _make(site, "waiting", str(n))
        _make(site, "done", made["run"], str(n // 2))
        worked = _make(site, "worked", made["run"])
        yield Figure(f"Claiming 64 of {n:,} tables, half of them done", worked["claim_ms"], "ms")
        yield Figure(f"Storing 64 of {n:,} tables", worked["store_ms"], "ms")
        engineer = Browser(site.url, made["engineer"])
        # Both processes of the web server read their templates at their first page.
        for _ in range(2 * N_PAGE_LOADS):
            engineer.get("/hub/runs/")
        for path in ("hub/runs/", "hub/runs/{}/", "hub/runs/{}/progress/"):
            pages = [engineer.get("/" + path.format(made["run"])) for _ in range(N_PAGE_LOADS)]
            assert {page.status for page in pages} == {200}, f"{path} answered {[page.status for page in pages]}"
            slowest = max(page.ms for page in pages)
            yield Figure(f"/{path.format('…')} with {n:,} tables, slowest of {N_PAGE_LOADS}", slowest, "ms", 300)


def _make(site: Site, maker: str, *arguments: str) -> Any:
    """Run a maker of bench/many_items.py against the site's database and return what it prints."""
    command = [sys.executable, "-m", "bench.many_items", maker, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
