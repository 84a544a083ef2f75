"""Tools at work in turns, in short slices, so that a busy minute of the machine meets all of them."""

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bench.browser import Page
from bench.peers.entrant import Entrant
from bench.peers.peer import Rater
from bench.processes import cpu_s, family_mb

N_ROUNDS = 5
SLICE_S = 5.0
# Whichever comes first, so that nobody runs out of pairs.
MOST_ANSWERS = 25


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer and the next pair: how long the rater waited, what came over the wire, whether anything failed."""

    wait_ms: float
    n_sent: int
    failed: bool


@dataclass(frozen=True, slots=True)
class Slice:
    """All raters of one tool at once, for a few seconds."""

    turns: list[Turn]
    cpu_s: float
    seconds: float

    @property
    def cpu_ms(self) -> float:
        """Server CPU per annotation."""
        return self.cpu_s / len(self.turns) * 1000


@dataclass(slots=True)
class Record:
    """What one tool did: slices by round, with only the requests that it takes and with all that its page makes."""

    entrant: Entrant
    idle_mb: float
    busy_mb: float = 0.0
    bare: list[Slice] = field(default_factory=list)
    whole: list[Slice] = field(default_factory=list)
    n_answers: int = 0
    n_stored: int = 0
    names_met: set[str] = field(default_factory=set)

    @property
    def all_asked(self) -> list[Slice]:
        """The slices with all that its page asks for."""
        return self.whole or self.bare


def in_turns(entrants: Sequence[Entrant], names: Iterable[str]) -> list[Record]:
    """Let the tools work in turns, a first round unmeasured; `names` are looked for in all that raters get."""
    records = [Record(entrant, family_mb(entrant.pid)) for entrant in entrants]
    for record in records:
        _look(record, record.entrant.first_pages, names)
        _slice(record, names, whole=False)
    for _ in range(N_ROUNDS):
        for record in records:
            record.bare.append(_slice(record, names, whole=False))
            if record.entrant.asks_more:
                record.whole.append(_slice(record, names, whole=True))
    for record in records:
        record.busy_mb = family_mb(record.entrant.pid)
        record.n_stored = record.entrant.n_stored()
    return records


def _slice(record: Record, names: Iterable[str], *, whole: bool) -> Slice:
    raters, pid = record.entrant.raters, record.entrant.pid
    before, begin = cpu_s(pid), time.perf_counter()
    with ThreadPoolExecutor(len(raters)) as pool:
        worked = list(pool.map(lambda rater: _work(rater, record, names, whole=whole), raters))
    seconds = time.perf_counter() - begin
    turns = [turn for one in worked for turn in one]
    record.n_answers += sum(not turn.failed for turn in turns)
    return Slice(turns, cpu_s(pid) - before, seconds)


def _work(rater: Rater, record: Record, names: Iterable[str], *, whole: bool) -> list[Turn]:
    turns: list[Turn] = []
    end = time.perf_counter() + SLICE_S
    while len(turns) < MOST_ANSWERS and time.perf_counter() < end:
        begin = time.perf_counter()
        pages = rater.answer(whole=whole)
        wait_ms = (time.perf_counter() - begin) * 1000
        turns.append(Turn(wait_ms, sum(page.n_sent for page in pages), any(page.status >= 400 for page in pages)))
        _look(record, pages, names)
    return turns


def _look(record: Record, pages: Iterable[Page], names: Iterable[str]) -> None:
    answers = [page.headers.as_bytes() + page.html for page in pages]
    record.names_met.update(name for name in names for answer in answers if name.encode() in answer)
