"""Writes the results into the documentation: docs/coverage.md, and a section of docs/statistics.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.coverage.results import Row
from bench.coverage.table import every_cell, shortfalls, summary
from bench.keeping import ROOT

_BEGIN, _END = "<!-- bench.coverage writes from here -->", "<!-- to here -->"
_FULL, _SUMMARY = ROOT / "docs" / "coverage.md", ROOT / "docs" / "statistics.md"


def write(rows: Sequence[Row]) -> None:
    """Replace what stands between the marks in both files."""
    _replace(_FULL, list(every_cell(rows)))
    _replace(_SUMMARY, ["", *summary(rows), "", *shortfalls(rows), ""])


def _replace(file: Path, lines: Sequence[str]) -> None:
    """Raises ValueError where a mark is missing."""
    text = file.read_text(encoding="utf-8")
    if _BEGIN not in text or _END not in text:
        raise ValueError(f"{file.name} lacks the lines {_BEGIN!r} and {_END!r}, between which the results go")
    before, after = text.split(_BEGIN)[0], text.split(_END)[1]
    file.write_text(f"{before}{_BEGIN}\n" + "\n".join(lines) + f"\n{_END}{after}", encoding="utf-8")
