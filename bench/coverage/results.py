"""Keeps what was counted, one line per run, and gives back the newest count of every method in every cell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from bench.coverage.counting import Score
from bench.coverage.method import Kind
from bench.keeping import RESULTS, machine

FILE = RESULTS / "coverage.jsonl"
_HEAD = ("family", "method", "kind", "level", "contrast")
_COLUMNS = ("size", "effects", "planted", "studies", "n", "missing", "below", "above", "error", "rms", "width")


@dataclass(frozen=True, slots=True)
class Row:
    """One method in one cell."""

    family: str
    method: str
    kind: Kind
    level: float
    contrast: bool
    size: str
    effects: str
    planted: str
    score: Score


def keep(rows: Sequence[Row], *, seed: int, minutes: float, file: Path = FILE) -> None:
    """Add one line with date, commit, machine, seed and every count."""
    methods: dict[tuple[object, ...], list[list[object]]] = {}
    for row in rows:
        methods.setdefault(_method(row), []).append(_cell(row))
    named = [{**dict(zip(_HEAD, head, strict=True)), "cells": cells} for head, cells in methods.items()]
    line = {**machine(), "seed": seed, "minutes": round(minutes, 1), "columns": _COLUMNS, "methods": named}
    file.parent.mkdir(exist_ok=True)
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(line, ensure_ascii=False) + "\n")


def newest(file: Path = FILE) -> list[Row]:
    """Of every method and cell, the count of its last run."""
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        for row in _rows(json.loads(line)):
            found[row.family, row.method, row.size, row.effects, row.planted] = row
    return list(found.values())


def _method(row: Row) -> tuple[object, ...]:
    return row.family, row.method, row.kind, row.level, row.contrast


def _cell(row: Row) -> list[object]:
    return [row.size, row.effects, row.planted, *astuple(row.score)]


def _rows(line: dict[str, Any]) -> Iterator[Row]:
    for one in line["methods"]:
        for size, effects, planted, *score in one["cells"]:
            head = {key: one[key] for key in _HEAD}
            yield Row(**head, size=size, effects=effects, planted=planted, score=Score(*score))
