"""How large a study must be: power and interval width by simulated studies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from math import inf

import numpy as np
from scipy.special import ndtri

from evaluator.stats.intervals import Estimate, mean_bounds, t_quantile, wilson
from evaluator.stats.streams import random_stream
from evaluator.stats.tally import Floats

_CELLS_AT_ONCE = 2**21
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Design:
    """One pair under study; SDs are of the effects of tables and raters, in SDs of one vote's noise.

    `psi` is the true win rate and `tie_rate` the share of ties; `repeat_share` of the primary answers come twice.
    """

    tables: int
    raters: int
    psi: float = 0.5
    tie_rate: float = 0.4
    table_sd: float = 1.2
    rater_sd: float = 0.0
    margin: float = 0.1
    confidence: float = 0.95
    repeat_share: float = 0.1

    def __post_init__(self) -> None:
        """Refuse a design that no study could have."""
        if self.tables < 2 or self.raters < 1:
            raise ValueError(f"a plan needs two tables and one rater at least, not {self.tables} and {self.raters}")
        if not 0 < self.psi < 1:
            raise ValueError(f"win rate {self.psi} is not between 0 and 1")
        if not 0 <= self.tie_rate < 2 * min(self.psi, 1 - self.psi):
            most = 2 * min(self.psi, 1 - self.psi)
            raise ValueError(f"tie rate {self.tie_rate} does not fit win rate {self.psi}: it must be below {most:g}")
        if not (0 <= self.table_sd < inf and 0 <= self.rater_sd < inf):
            raise ValueError("a standard deviation is a number, 0 or above")
        if self.tables * self.raters > _CELLS_AT_ONCE:
            raise ValueError(f"a plan simulates {_CELLS_AT_ONCE} answers to a study at most")
        if not 0 < self.margin < 0.5:
            raise ValueError(f"margin {self.margin} is not between 0 and 0.5, on the scale of ψ")
        if not 0 < self.confidence < 1 or not 0 <= self.repeat_share <= 1:
            raise ValueError("confidence and the share of repeats lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to expect of a design: shares of simulated studies with each finding, each with its simulation error."""

    design: Design
    superiority: Estimate
    non_inferiority: Estimate
    equivalence: Estimate
    mean_width: float
    answers_per_rater: int
    answers: int
    simulations: int
    seed: int

    def to_json(self) -> dict[str, object]:
        """The plan as JSON values."""
        return asdict(self)


def plan(design: Design, *, simulations: int = 4_000, seed: int = 0) -> Plan:
    """Power of the t interval over tables (superior: above ½; not worse: above ½ - margin; equivalent: inside both).

    Each vote is a normal variable with a table and a rater effect, cut at two points into loss, tie and win (Thurstone
    1927; Glenn & David 1960) so that ψ and tie rate are as given over all tables and raters. Same seed, same plan.
    Raises ValueError for less than 100 simulations.
    """
    if simulations < 100:
        raise ValueError(f"{simulations} simulations say little: use 100 or more")
    rng = random_stream(str(seed).encode(), "plan")
    step = max(1, _CELLS_AT_ONCE // (design.tables * design.raters))
    parts = [_intervals(design, min(step, simulations - start), rng) for start in range(0, simulations, step)]
    low, high = (np.concatenate(ends) for ends in zip(*parts, strict=True))
    worse, better = 0.5 - design.margin, 0.5 + design.margin

    def power(found: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Estimate:
        return wilson(int(found.sum()), simulations)

    per_rater = design.tables + round(design.tables * design.repeat_share)
    return Plan(
        design=design,
        superiority=power(low > 0.5),
        non_inferiority=power(low > worse),
        equivalence=power((low > worse) & (high < better)),
        mean_width=float((high - low).mean()),
        answers_per_rater=per_rater,
        answers=per_rater * design.raters,
        simulations=simulations,
        seed=seed,
    )


def plan_grid(
    base: Design,
    *,
    tables: Sequence[int] = (20, 40, 62, 124),
    raters: Sequence[int] = (1, 2, 3, 4, 6),
    simulations: int = 2_000,
    seed: int = 0,
) -> tuple[Plan, ...]:
    """Plans for every number of tables with every number of raters, otherwise like `base`.

    Rows with equal numbers of answers show that tables buy more than raters do.
    """
    designs = (replace(base, tables=t, raters=r) for t, r in product(tables, raters))
    return tuple(plan(design, simulations=simulations, seed=seed) for design in designs)


def _intervals(design: Design, n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Bounds of ψ in n simulated studies."""
    means = _table_means(design, n, rng)
    centre, spread = means.mean(axis=1), means.std(axis=1, ddof=1)
    low, high = mean_bounds(centre, spread / design.tables**0.5, t_quantile(design.confidence, design.tables - 1))
    # Where nothing varies between tables the report has the exact bound at 0 and 1, and elsewhere no interval.
    varies, reach = spread > _ROUNDING, 1 - ((1 - design.confidence) / 2) ** (1 / design.tables)
    least = np.where(centre > 1 - _ROUNDING, 1 - reach, 0.0)
    most = np.where(centre < _ROUNDING, reach, 1.0)
    return np.where(varies, low, least), np.where(varies, high, most)


def _table_means(design: Design, n: int, rng: np.random.Generator) -> Floats:
    """(n, tables) means of ψ over raters."""
    total_sd = (1 + design.table_sd**2 + design.rater_sd**2) ** 0.5
    win, loss = (float(ndtri(p - design.tie_rate / 2)) * total_sd for p in (design.psi, 1 - design.psi))
    gap, tie = (win - loss) / 2, -(win + loss) / 2
    seen = rng.standard_normal((n, design.tables, design.raters))
    seen += gap + design.table_sd * rng.standard_normal((n, design.tables, 1))
    seen += design.rater_sd * rng.standard_normal((n, 1, design.raters))
    return np.asarray(0.5 + ((seen > tie).mean(axis=2) - (seen < -tie).mean(axis=2)) / 2, dtype=np.float64)
