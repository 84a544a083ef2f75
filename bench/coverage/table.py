"""The results as Markdown: what holds over all cells, and every cell."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from bench.coverage.judging import judge
from bench.coverage.results import Row

Key = TypeVar("Key", bound=Hashable)

# Share of studies without an interval from which a cell says so.
_MENTIONED = 0.01
_ORDER = ("–", "T", "R", "TR", "=", "T=", "R=", "TR=", "T=g")


def summary(rows: Sequence[Row]) -> Iterator[str]:
    """One line per method: its range over the cells of each size."""
    sizes = ("62×4", "20×3")
    yield "| Method | 62 tables, 4 raters | 20 tables, 3 raters | Studies per cell |"
    yield "|---|---|---|---|"
    for (_, name), own in _by(rows, lambda row: (row.family, row.method)):
        at = [[row for row in own if row.size == size] for size in sizes]
        if any(at):
            studies = max(row.score.studies for row in own)
            yield f"| {name}{_mark(own)} | {_range(at[0])} | {_range(at[1])} | {studies:,} |"


def shortfalls(rows: Sequence[Row]) -> Iterator[str]:
    """One line per method that promises too much somewhere, with every cell where it does; what is too wide misleads nobody."""
    for (_, name), own in _by(rows, lambda row: (row.family, row.method)):
        failed = [row for row in own if judge(row) not in ("holds", "not judged", "too wide")]
        for verdict, cells in _by(failed, judge):
            yield f"- **{name}** {verdict}: " + "; ".join(_place(row) for row in cells) + "."


def every_cell(rows: Sequence[Row]) -> Iterator[str]:
    """A table per family and size: methods and what is planted down, effects across."""
    for (family, size), own in _by(rows, lambda row: (row.family, row.size)):
        effects = sorted({row.effects for row in own}, key=_ORDER.index)
        yield from ("", f"### {family}, {size}", "")
        yield f"| Method | Planted | {' | '.join(effects)} |"
        yield "|" + "---|" * (len(effects) + 2)
        for (name, planted), cells in _by(own, lambda row: (row.method, row.planted)):
            found = {row.effects: _figure(row) for row in cells}
            yield f"| {name} | {planted} | {' | '.join(found.get(effect, '') for effect in effects)} |"


def _figure(row: Row) -> str:
    """Per cent covered, rejected or beyond plan; of a point the mean error and its root mean square."""
    text = f"{row.score.error:+.3f} ({row.score.rms:.3f})" if row.kind == "point" else f"{_percent(row):.1f}"
    text += "" if row.score.missing_share < _MENTIONED else f" ({100 * row.score.missing_share:.0f} % none)"
    return text if judge(row) in ("holds", "not judged") else f"**{text}**"


def _percent(row: Row) -> float:
    shares = {"test": row.score.missed, "share": row.score.error}
    return 100 * shares.get(row.kind, 1 - row.score.missed)


def _range(rows: Sequence[Row]) -> str:
    """Least and most over cells."""
    if not rows:
        return ""
    if rows[0].kind == "point":
        return f"error {min(row.score.error for row in rows):+.3f} to {max(row.score.error for row in rows):+.3f}"
    least, most = (round(end(map(_percent, rows)), 1) for end in (min, max))
    plus = "+" if rows[0].kind == "share" else ""
    says = {"test": "rejects ", "share": "found less planned "}.get(rows[0].kind, "")
    return f"{says}{least:{plus}} to {most:{plus}}"


def _mark(rows: Sequence[Row]) -> str:
    if rows[0].contrast:
        return " (not used)"
    return "" if all(judge(row) in ("holds", "not judged") for row in rows) else " **(*)**"


def _place(row: Row) -> str:
    return f"{_percent(row):.1f} % at {row.size} {row.effects} {row.planted}"


def _by(rows: Iterable[Row], key: Callable[[Row], Key]) -> Iterator[tuple[Key, list[Row]]]:
    """Groups in the order in which they first occur."""
    groups: dict[Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    yield from groups.items()
