"""Methods on one pair that need something special: raters drawn at random, or a planted effect of length."""

from __future__ import annotations

from dataclasses import replace

from bench.coverage.cells import BETTER, EQUAL, SIZES, cell
from bench.coverage.method import CONFIDENCE, ITERATIVE, Family, Method
from bench.coverage.pair import draw, whole
from bench.coverage.study import Study
from evaluator.stats.intervals import Estimate
from evaluator.stats.two_way import two_way


def _over_raters(study: Study) -> Estimate:
    return two_way(study.tally, confidence=CONFIDENCE)[0].psi


_LENGTH = 1.0
_DRAWN = tuple(
    replace(cell(size, effects, lead), raters_drawn=True)
    for size in SIZES
    for lead in (EQUAL, BETTER)
    for effects in ("–", "T", "R", "TR", "=", "T=", "R=", "TR=")
)
_LONG = tuple(
    replace(cell(size, effects, lead), length=_LENGTH)
    for size in SIZES
    for lead in (EQUAL, BETTER)
    for effects in ("–", "T", "=", "TR=")
)

DRAWN_METHODS: tuple[Method[Study], ...] = (
    Method("ψ over tables and raters", "interval", _over_raters, truth=lambda s: [s.cell.psi]),
)
LENGTH_METHODS: tuple[Method[Study], ...] = (
    Method("ψ at equal length", "interval", lambda s: s.lengths.pairs[0].adjusted, ITERATIVE),
    Method("log odds of length", "interval", lambda s: s.lengths.slope, ITERATIVE),
    Method("share won by the longer text", "interval", lambda s: s.lengths.longer_wins, ITERATIVE),
)

RATERS_DRAWN = Family("raters drawn at random", _DRAWN, draw, whole, DRAWN_METHODS)
LENGTHS = Family("length counts", _LONG, draw, whole, LENGTH_METHODS)
