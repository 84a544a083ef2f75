"""Every family of methods under test. A new method is a line in its family's file, a new family a line here."""

from __future__ import annotations

from typing import Any

from bench.coverage.beside import LENGTHS, RATERS_DRAWN
from bench.coverage.consensus import CONSENSUS
from bench.coverage.guessing import GUESSING
from bench.coverage.looks import LOOKS
from bench.coverage.marking import MARKING
from bench.coverage.method import Family
from bench.coverage.pair import ONE_PAIR
from bench.coverage.power import POWER
from bench.coverage.triad import THREE

FAMILIES: tuple[Family[Any, Any], ...] = (
    ONE_PAIR,
    RATERS_DRAWN,
    LENGTHS,
    THREE,
    LOOKS,
    MARKING,
    GUESSING,
    CONSENSUS,
    POWER,
)
