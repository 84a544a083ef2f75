"""Whether studies find what they look for as often as their plan says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
from scipy.special import ndtri

from bench.coverage.cells import SIZES, Cell
from bench.coverage.drawing import population, studies
from bench.coverage.method import CONFIDENCE, Family, Method
from evaluator.stats.intervals import Estimate
from evaluator.stats.planning import Design, Plan, plan
from evaluator.stats.sample_size import n_tables
from evaluator.stats.significance import Finding, Verdict, verdict
from evaluator.stats.tally import Tally
from evaluator.stats.winrate import compare_pairs, unit_scores

_POWER = 0.8


@dataclass(frozen=True, slots=True)
class Planned:
    """A design; `by_formula` if its number of tables is the one that the closed formula asks for."""

    design: Design
    by_formula: bool = False

    @property
    def size(self) -> str:
        """Tables × raters."""
        return f"{self.design.tables}×{self.design.raters}"

    @property
    def effects(self) -> str:
        """Table effects and ties."""
        return "T="

    @property
    def planted(self) -> str:
        """The true ψ."""
        return f"ψ {self.design.psi:.2f}"

    @property
    def cell(self) -> Cell:
        """The cell whose studies are like the design's."""
        d = self.design
        sd = (1 + d.table_sd**2) ** 0.5
        win, loss = (float(ndtri(p - d.tie_rate / 2)) * sd for p in (d.psi, 1 - d.psi))
        lead, width = (win - loss) / 2, -(win + loss) / 2
        return Cell(d.tables, d.raters, table_sd=d.table_sd, tie_width=width, lead=lead, position=0.0)


class Finished:
    """A study of a design, analysed as the report does it."""

    def __init__(self, planned: Planned, tally: Tally) -> None:
        """Nothing is worked out yet."""
        self.planned, self.tally = planned, tally

    @property
    def plan(self) -> Plan:
        """What was to be expected."""
        return _plan(self.planned.design)

    @cached_property
    def psi(self) -> Estimate:
        """ψ of the first system."""
        return compare_pairs(self.tally, margin=None, confidence=CONFIDENCE, seed=0)[0].psi

    @property
    def verdict(self) -> Verdict:
        """At the design's margin."""
        return verdict(self.psi, self.planned.design.margin)


@cache
def _plan(design: Design) -> Plan:
    return plan(design, simulations=20_000)


def _draw(planned: Planned, n: int, rng: np.random.Generator) -> Iterator[Finished]:
    return (Finished(planned, tally) for tally in studies(planned.cell, n, rng))


def _first(planned: Planned, rng: np.random.Generator) -> Finished:
    return next(_draw(planned, 1, rng))


def _shown(finding: Finding) -> Estimate:
    return Estimate(float(finding == "shown"))


def _width(psi: Estimate) -> Estimate:
    return Estimate(None if psi.high is None or psi.low is None else psi.high - psi.low)


def _by_plan(planned: Planned) -> bool:
    return not planned.by_formula


def _by_formula(planned: Planned) -> bool:
    return planned.by_formula


def _cells() -> tuple[Planned, ...]:
    designs = [Design(*size, psi=psi) for size in SIZES for psi in (0.5, 0.6)]
    return (*map(Planned, designs), *(Planned(_enough_tables(Design(2, raters, psi=0.6)), True) for raters in (3, 4)))


def _enough_tables(design: Design) -> Design:
    means = unit_scores(population(Planned(design).cell, np.random.default_rng(0))).means
    alpha = (1 - CONFIDENCE) / 2
    return replace(design, tables=n_tables(float(means.std()), distance=design.psi - 0.5, alpha=alpha, power=_POWER))


METHODS: tuple[Method[Finished], ...] = (
    Method(
        "power, better",
        "share",
        lambda f: _shown(f.verdict.superiority),
        truth=lambda f: [f.plan.superiority.estimate],
        where=_by_plan,
    ),
    Method(
        "power, not worse",
        "share",
        lambda f: _shown(f.verdict.non_inferiority),
        truth=lambda f: [f.plan.non_inferiority.estimate],
        where=_by_plan,
    ),
    Method(
        "power, equivalent",
        "share",
        lambda f: _shown(f.verdict.equivalence),
        truth=lambda f: [f.plan.equivalence.estimate],
        where=_by_plan,
    ),
    Method(
        "width of the interval", "point", lambda f: _width(f.psi), truth=lambda f: [f.plan.mean_width], where=_by_plan
    ),
    Method(
        "power 80 % by the formula for tables",
        "share",
        lambda f: _shown(f.verdict.superiority),
        truth=lambda f: [_POWER],
        where=_by_formula,
    ),
)

POWER = Family("plans", _cells(), _draw, _first, METHODS)
