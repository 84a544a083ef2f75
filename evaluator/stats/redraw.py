"""The sharp-null check: could the sides alone explain the votes?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluator.stats.codes import CANT_JUDGE, HALF_POINTS, LEFT, UNSEEN
from evaluator.stats.sides import Sides, balanced_draws
from evaluator.stats.streams import random_stream
from evaluator.stats.tally import Floats, Tally

DRAWS = 1_000
_CELLS_AT_ONCE = 2**21


@dataclass(frozen=True, slots=True)
class Redraw:
    """ψ of the first system from votes with a known side, and its two-sided p over re-drawn sides.

    Secondary: a small p refutes "every vote was decided by the side alone", which is more than ψ = ½.
    """

    system: str
    opponent: str
    psi: float | None
    p: float | None
    draws: int
    note: str | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """(tables, raters) of one pair: whether a cell was shown, whether swapped, and its pull on ψ as it was shown."""

    seen: Sides
    swapped: Sides
    pull: Floats


def redraw(study: Tally, *, seed: int, draws: int = DRAWS) -> tuple[Redraw, ...]:
    """Re-draw the sides of every pair by the study's own allocation, holding what each rater said of left and right.

    p = (1 + draws with |ψ - ½| as large) / (1 + draws): Fisher 1935, randomisation test of the sharp null. It holds
    when sides were drawn by `balanced_sides` over these tables and raters, each rater filling one slot; sides that
    break its balance are refused with a note. Votes without a known side are left out.
    """
    return tuple(_of_pair(study, pair, seed, draws) for pair in range(len(study.pairs)))


def _of_pair(study: Tally, pair: int, seed: int, draws: int) -> Redraw:
    system, opponent = study.pairs[pair]
    shown = _shown(study, pair)
    if not shown.pull.any() and not shown.seen.any():
        return Redraw(system, opponent, None, None, 0, "undefined, because no vote has a known side")
    observed = float(shown.pull.sum())
    if not _balanced(shown):
        reason = "undefined, because the sides shown are not balanced as this program's allocation balances them"
        return Redraw(system, opponent, 0.5 + observed, None, 0, reason)
    rng = random_stream(str(seed).encode(), "redraw", system, opponent)
    as_left = np.where(shown.swapped, -shown.pull, shown.pull)
    extreme = 0
    step = max(1, _CELLS_AT_ONCE // as_left.size)
    for start in range(0, draws, step):
        sides = balanced_draws(min(step, draws - start), as_left.shape[0], as_left.shape[1], rng)
        # Sum of the pulls of a draw = all as if first stood left, less twice those where it does not.
        sums = as_left.sum() - 2 * (sides.reshape(len(sides), -1) @ as_left.ravel())
        extreme += int((np.abs(sums) >= abs(observed) - 1e-9).sum())
    return Redraw(system, opponent, 0.5 + observed, (1 + extreme) / (1 + draws), draws, None)


def _shown(study: Tally, pair: int) -> _Shown:
    """Cells of one pair; a vote's pull is how far it moves ψ, the mean of table means, from ½."""
    votes = study.primary
    votes = votes.where((study.unit_pair[votes.unit] == pair) & (votes.first_left != UNSEEN))
    _, table = np.unique(votes.unit, return_inverse=True)
    _, rater = np.unique(votes.rater, return_inverse=True)
    shape = (int(table.max(initial=-1)) + 1, int(rater.max(initial=-1)) + 1)
    seen, swapped, pull = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool), np.zeros(shape)
    seen[table, rater] = True
    swapped[table, rater] = votes.first_left != LEFT
    judged = votes.code != CANT_JUDGE
    pull[table[judged], rater[judged]] = HALF_POINTS[votes.code[judged]] / 2 - 0.5
    per_table = np.bincount(table[judged], minlength=shape[0])
    n_tables = max(int((per_table > 0).sum()), 1)
    return _Shown(seen, swapped, pull / (np.maximum(per_table, 1) * n_tables)[:, np.newaxis])


def _balanced(shown: _Shown) -> bool:
    """Whether each table and rater has as many sides swapped as not, within one and the cells that are missing."""
    lean = np.where(shown.seen, np.where(shown.swapped, 1, -1), 0)
    missing = ~shown.seen
    return all(bool((np.abs(lean.sum(axis=a)) <= 1 + missing.sum(axis=a)).all()) for a in (0, 1))
