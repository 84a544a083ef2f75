"""Records as figures, each beside Blindbench's of the same run, and as a table for the README."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.bench_rating import percentile
from bench.keeping import Figure
from bench.peers.rounds import Record, Slice


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of all tools, Blindbench first; None where it was not taken.

    `target` is an upper limit for Blindbench; ratios are left out where the values are not of one run.
    """

    what: str
    unit: str
    values: Sequence[float | None]
    target: float | None = None
    one_run: bool = True

    @property
    def ratios(self) -> list[float | None]:
        """Each tool's value in Blindbench's."""
        ours = self.values[0] if self.one_run else None
        return [value / ours if value is not None and ours else None for value in self.values]


def rows(records: Sequence[Record], installed: Mapping[str, Sequence[float | None]], n_names: int) -> list[Row]:
    """Return all measures; `installed` is seconds cold, seconds warm, megabytes by tool."""
    cold, warm, size = zip(*(installed[record.entrant.name] for record in records), strict=True)
    return [
        Row("install, nothing in the cache", "s", cold),
        Row("install, packages in the cache, and first start", "s", warm, one_run=False),
        Row("installed, on disk", "MB", size),
        Row("start with nothing set up, to the first page", "s", [one.entrant.start_s for one in records]),
        Row("resident memory before the first answer", "MB", [one.idle_mb for one in records]),
        Row("resident memory after the last", "MB", [one.busy_mb for one in records]),
        Row("server CPU per annotation", "ms", [_pooled_cpu_ms(one.bare) for one in records]),
        Row(
            "server CPU per annotation, all its page asks for", "ms", [_pooled_cpu_ms(one.all_asked) for one in records]
        ),
        Row("answer to next pair, p50", "ms", [percentile(_waits(one), 50) for one in records]),
        Row("answer to next pair, p95", "ms", [percentile(_waits(one), 95) for one in records]),
        Row("annotations per second", "/s", [_per_second(one.bare) for one in records]),
        Row("fetched per annotation", "kB", [_kb(one.bare) for one in records]),
        Row("fetched per annotation, all its page asks for", "kB", [_kb(one.all_asked) for one in records]),
        Row("answers that failed", "", [_n_failed(one) for one in records]),
        Row("answers taken and not found afterwards", "", [max(0, one.n_answers - one.n_stored) for one in records]),
        Row(f"models' names that reach the rater, of {n_names}", "", [len(one.names_met) for one in records], 0),
    ]


def figures(records: Sequence[Record], table: Sequence[Row]) -> list[Figure]:
    """Return every value, and the peers' CPU in Blindbench's of the same round."""
    names = [record.entrant.name for record in records]
    values = [
        Figure(f"{name}: {row.what}", value, row.unit, row.target if name == names[0] else None)
        for row in table
        for name, value in zip(names, row.values, strict=True)
        if value is not None
    ]
    return [*values, *(figure for peer in records[1:] for figure in _cpu_ratios(records[0], peer))]


def markdown(records: Sequence[Record], table: Sequence[Row]) -> str:
    """Return the table, each peer's value with its ratio to Blindbench's."""
    names = [record.entrant.name for record in records]
    head = [f"| | {' | '.join(names)} |", f"|---{'|---' * len(names)}|"]
    return "\n".join([*head, *(_line(row) for row in table)])


def _line(row: Row) -> str:
    cells = [_cell(value, ratio) for value, ratio in zip(row.values, [None, *row.ratios[1:]], strict=True)]
    return f"| {row.what}{f', {row.unit}' if row.unit else ''} | {' | '.join(cells)} |"


def _cell(value: float | None, ratio: float | None) -> str:
    if value is None:
        return "–"
    digits = f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
    return digits if ratio is None else f"{digits} ({ratio:.2g}×)"


def _cpu_ratios(ours: Record, peer: Record) -> list[Figure]:
    """Return median, lowest and highest of the rounds' ratios: what a busy machine does to both cancels out."""
    ratios = [theirs.cpu_ms / own.cpu_ms for own, theirs in zip(ours.bare, peer.bare, strict=True)]
    name = f"{peer.entrant.name} in Blindbench's: server CPU per annotation"
    found = {"median of the rounds": median(ratios), "lowest": min(ratios), "highest": max(ratios)}
    return [Figure(f"{name}, {which}", value, "×") for which, value in found.items()]


def _pooled_cpu_ms(slices: Sequence[Slice]) -> float:
    return sum(one.cpu_s for one in slices) / sum(len(one.turns) for one in slices) * 1000


def _waits(record: Record) -> list[float]:
    return [turn.wait_ms for one in record.bare for turn in one.turns]


def _per_second(slices: Sequence[Slice]) -> float:
    return sum(len(one.turns) for one in slices) / sum(one.seconds for one in slices)


def _kb(slices: Sequence[Slice]) -> float:
    turns = [turn for one in slices for turn in one.turns]
    return sum(turn.n_sent for turn in turns) / len(turns) / 1000


def _n_failed(record: Record) -> int:
    return sum(turn.failed for one in (*record.bare, *record.whole) for turn in one.turns)
