"""The tools that are compared, each running, with its raters at their first pair."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.bench_rating import make
from bench.browser import Browser, Page
from bench.peers.installation import Installation
from bench.peers.peer import Pair, Peer, Rater
from bench.peers.server import running
from tests.browser.site import free_port, running_site

OURS = "Blindbench"


@dataclass(frozen=True, slots=True)
class Entrant:
    """A running tool; `start_s` is from nothing set up to its first page, `first_pages` what its raters got until now."""

    name: str
    pid: int
    raters: Sequence[Rater]
    first_pages: Sequence[Page]
    asks_more: bool
    n_stored: Callable[[], int]
    start_s: float


class OurRater:
    """One request stores an answer and brings the next pair."""

    def __init__(self, browser: Browser, study: str) -> None:
        self._browser, self._path = browser, f"/rate/studies/{study}/"
        self._page: Page | None = None

    def begin(self) -> list[Page]:
        """Open the study."""
        self._page = self._browser.get(self._path)
        return [self._page]

    def answer(self, *, whole: bool) -> list[Page]:
        """Answer and see the next pair; the page asks for nothing more."""
        assert self._page is not None, "begin first"
        self._page = self._browser.submit(self._page, "1")
        return [self._page]


@contextmanager
def blindbench(folder: Path, n_pairs: int, n_raters: int) -> Iterator[tuple[Entrant, list[Pair]]]:
    """Start the real site with an open study, and return the pairs of that study, models' names included."""
    begin = time.perf_counter()
    with running_site(folder, settings="bench.settings") as site:
        start_s = time.perf_counter() - begin
        make(site, "tables")
        make(site, "planted")
        make(site, "more_tables", str(n_pairs))
        table_set = f"{n_pairs} tables"
        made = make(site, "draft", table_set, str(n_raters))
        make(site, "opened", made["study"])
        raters = [OurRater(Browser(site.url, session), made["study"]) for session in made["raters"]]
        stored = partial(make, site, "n_ratings", made["study"])
        entrant = _begun(OURS, site.process.pid, raters, stored, start_s, asks_more=False)
        yield entrant, [Pair(**pair) for pair in make(site, "pairs", table_set)]


@contextmanager
def peer_at_work(
    peer: Peer, installation: Installation, folder: Path, pairs: Sequence[Pair], n_raters: int
) -> Iterator[Entrant]:
    """Start a peer with the same pairs and the same number of raters."""
    folder.mkdir()
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    program, *said = peer.command
    command = [str(installation.programs / program), *(word.format(port=port) for word in said)]
    begin = time.perf_counter()
    peer.prepare(installation.programs, folder, pairs, n_raters)
    with running(command, folder, peer.environment, url + peer.first_page) as pid:
        start_s = time.perf_counter() - begin
        raters = peer.enrol(url, pairs, n_raters)
        stored = partial(peer.n_stored, url, folder)
        yield _begun(peer.name, pid, raters, stored, start_s, asks_more=peer.asks_more)


def _begun(
    name: str, pid: int, raters: Sequence[Rater], n_stored: Callable[[], int], start_s: float, *, asks_more: bool
) -> Entrant:
    pages = [page for rater in raters for page in rater.begin()]
    return Entrant(name, pid, raters, pages, asks_more, n_stored, start_s)
