"""Methods on one pair of systems, with raters fixed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bench.coverage.cells import BETTER, EQUAL, FAR_BETTER, SIZES, Cell, cell, grid
from bench.coverage.contrasts import psi_over_votes
from bench.coverage.drawing import population, studies
from bench.coverage.method import CONFIDENCE, ITERATIVE, REDRAWN, Family, Method
from bench.coverage.study import Study, melded
from evaluator.stats.alpha import Level, alpha, alpha_bootstrap
from evaluator.stats.bias import position
from evaluator.stats.coefficients import ac1, fleiss_kappa, raw_agreement
from evaluator.stats.cohen import rater_kappas
from evaluator.stats.intervals import Estimate, tango
from evaluator.stats.redraw import redraw
from evaluator.stats.significance import mcnemar_exact, mcnemar_mid_p, verdict

CELLS = (*grid(EQUAL, BETTER, FAR_BETTER), *(cell(size, "T=g", BETTER) for size in SIZES))


def draw(cell: Cell, n: int, rng: np.random.Generator) -> Iterator[Study]:
    """Studies of one pair."""
    return (Study(tally, cell) for tally in studies(cell, n, rng))


def whole(cell: Cell, rng: np.random.Generator) -> Study:
    """All that a study could have drawn from."""
    return Study(population(cell, rng), cell)


def _equal(cell: Cell) -> bool:
    return cell.lead == 0


def _better(cell: Cell) -> bool:
    return cell.lead > 0 and cell.psi < 0.75


def _sides_alone(cell: Cell) -> bool:
    return cell.lead == 0 and cell.rater_sd == 0


def _alpha(study: Study, level: Level) -> Estimate:
    # The ratio scale needs a natural zero, which grades lack; it is tried on their places from 1 to 5.
    domain = np.arange(1.0, 6.0) if level == "ratio" else None
    return alpha(study.grades, level=level, confidence=CONFIDENCE, domain=domain)


def _cohen(study: Study) -> list[Estimate]:
    return [Estimate(k.kappa, k.low, k.high) for k in rater_kappas(study.tally, confidence=CONFIDENCE)]


def _not_worse_at_the_margin(study: Study) -> Estimate:
    """0 where the second system, worse by just the margin, is found not to be worse."""
    margin = study.cell.psi - 0.5
    found = verdict(study.pair.psi.mapped(lambda psi: 1 - psi), margin).non_inferiority
    return Estimate(0.0 if found == "shown" else 1.0)


METHODS: tuple[Method[Study], ...] = (
    Method("ψ, t over tables", "interval", lambda s: s.pair.psi, truth=lambda s: [s.cell.psi]),
    Method("ψ without one rater", "interval", lambda s: [w.psi for r in s.raters for w in r.psi_without]),
    Method("ψ = ½, sign flip over tables", "test", lambda s: Estimate(s.pair.p), where=_equal),
    Method("not worse, at the margin", "test", _not_worse_at_the_margin, where=_better, level=0.025),
    Method(
        "sides alone decided, re-drawn",
        "test",
        lambda s: Estimate(redraw(s.tally, seed=0, draws=99)[0].p),
        REDRAWN,
        where=_sides_alone,
    ),
    Method("majorities, Tango", "interval", lambda s: tango(*s.majorities)),
    Method(
        "majorities, Fay–Lumbard",
        "exact",
        lambda s: melded(*s.majorities),
        truth=lambda s: [tango(*s.majorities).estimate],
    ),
    Method("majorities, McNemar exact", "test", lambda s: Estimate(mcnemar_exact(*s.majorities[:2])), where=_equal),
    Method("majorities, McNemar mid-p", "test", lambda s: Estimate(mcnemar_mid_p(*s.majorities[:2])), where=_equal),
    Method("α nominal", "interval", lambda s: alpha(s.outcomes, level="nominal", confidence=CONFIDENCE)),
    Method("α ordinal", "interval", lambda s: _alpha(s, "ordinal")),
    Method("α interval", "interval", lambda s: _alpha(s, "interval")),
    Method("α ratio", "interval", lambda s: _alpha(s, "ratio")),
    Method("AC1", "interval", lambda s: ac1(s.outcomes, confidence=CONFIDENCE)),
    Method("Fleiss' κ", "interval", lambda s: fleiss_kappa(s.outcomes, confidence=CONFIDENCE)),
    Method("Cohen's κ of two raters", "interval", _cohen),
    Method("raw agreement", "interval", lambda s: raw_agreement(s.outcomes, confidence=CONFIDENCE)),
    Method("share won on the left", "interval", lambda s: position(s.tally, confidence=CONFIDENCE).left_share),
    Method("share won on the left, one rater", "interval", lambda s: [r.chose_left for r in s.raters]),
    Method("repeats alike", "interval", lambda s: s.retest.same),
    Method("repeats alike on the same sides", "interval", lambda s: s.retest.same_side),
    Method("repeats alike on swapped sides", "interval", lambda s: s.retest.swapped),
    Method("repeats that name the other winner", "interval", lambda s: s.retest.reversals),
    Method("repeats alike, one rater", "exact", lambda s: [r.same for r in s.retest.raters]),
    Method("log odds of a better grade", "interval", lambda s: s.odds.log_odds, ITERATIVE),
    Method("ψ implied by proportional odds", "interval", lambda s: s.odds.psi, ITERATIVE),
    Method(
        "ψ, votes as independent",
        "interval",
        lambda s: psi_over_votes(s.tally),
        truth=lambda s: [s.cell.psi],
        contrast=True,
    ),
    Method(
        "α nominal, bootstrap percentiles",
        "interval",
        lambda s: alpha_bootstrap(s.outcomes, level="nominal", confidence=CONFIDENCE),
        ITERATIVE,
        contrast=True,
        truth=lambda s: [alpha(s.outcomes, level="nominal").estimate],
    ),
)

ONE_PAIR = Family("one pair", CELLS, draw, whole, METHODS)
