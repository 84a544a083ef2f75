"""Does the side decide: how often the left text wins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluator.stats.codes import LEFT, LOSS, UNSEEN, WIN
from evaluator.stats.intervals import Estimate, share_jackknife, undefined
from evaluator.stats.tally import Columns, Tally


@dataclass(frozen=True, slots=True)
class Position:
    """Share of decided votes won by the text on the left; `n` votes whose side is known."""

    left_share: Estimate
    n: int


def decided_sides(votes: Columns) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which votes name a winner and know their side, and, of all votes, which chose the left text."""
    decided = np.isin(votes.code, (WIN, LOSS)) & (votes.first_left != UNSEEN)
    return decided, decided & ((votes.code == WIN) == (votes.first_left == LEFT))


def position(study: Tally, *, confidence: float) -> Position:
    """Position bias over all raters and pairs, jackknife-t interval over tables."""
    decided, left = decided_sides(study.primary)
    n = int(decided.sum())
    if n == 0:
        return Position(undefined("no decided vote has a known side"), 0)
    table = study.unit_table[study.primary.unit]
    per_table = np.bincount(table[decided], minlength=len(study.tables))
    chosen = np.bincount(table[left], minlength=len(study.tables))
    chosen, per_table = chosen[per_table > 0], per_table[per_table > 0]
    rest = n - per_table
    replicates = np.divide(chosen.sum() - chosen, rest, out=np.full(len(rest), np.nan), where=rest > 0)
    return Position(share_jackknife(float(chosen.sum()) / n, replicates, confidence=confidence), n)
