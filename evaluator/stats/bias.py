"""Does the side decide: how often the left text wins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluator.stats.codes import LEFT, LOSS, UNSEEN, WIN
from evaluator.stats.intervals import Estimate, share_interval, share_jackknife, undefined
from evaluator.stats.tally import Floats, Ints, Tally

Flags = NDArray[np.bool_]
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Position:
    """Share of decided votes won by the text on the left; `n` votes whose side is known."""

    left_share: Estimate
    n: int


@dataclass(frozen=True, slots=True)
class Sided:
    """Votes whose side is known: whether they name a winner, and the left text; table, rater, and pair and side shown."""

    decided: Flags
    left: Flags
    table: Ints
    shown: Ints
    rater: Ints

    def at(self, places: Ints) -> Sided:
        """Some of the votes."""
        return Sided(
            self.decided[places], self.left[places], self.table[places], self.shown[places], self.rater[places]
        )


def sided(study: Tally) -> Sided:
    """The votes by which a preference for a side can be seen, ties among them."""
    votes = study.judged.where(study.judged.first_left != UNSEEN)
    decided = np.isin(votes.code, (WIN, LOSS))
    left = decided & ((votes.code == WIN) == (votes.first_left == LEFT))
    shown = 2 * study.unit_pair[votes.unit] + (votes.first_left == LEFT)
    return Sided(decided, left, study.unit_table[votes.unit], shown, votes.rater)


def position(study: Tally, *, confidence: float) -> Position:
    """Position bias over all raters and pairs, interval over tables (see left_share)."""
    votes = sided(study)
    return Position(left_share(votes, confidence=confidence), int(votes.decided.sum()))


def left_share(votes: Sided, *, confidence: float) -> Estimate:
    """Share of decided votes for the left text, Wilson's interval over tables (see share_jackknife).

    How often each pair stood which way round is fixed by the allocation, so the spread is counted about the mean of
    votes shown alike: which text is better moves the halves apart, but not their sum. Assumes independent tables.
    """
    if not votes.decided.any():
        return undefined("no decided vote has a known side")
    share = float(votes.left.sum() / votes.decided.sum())
    _, table = np.unique(votes.table, return_inverse=True)
    if share in (0.0, 1.0):
        return share_interval(votes.left[votes.decided], table[votes.decided], confidence=confidence)
    n_tables = int(table.max()) + 1
    if n_tables == 1:
        return Estimate(share, note="no interval: it needs two tables or more")
    pulls = np.bincount(table, _deviations(votes, share)) / votes.decided.sum()
    # Leaving out a table moves the share by its pull, to first order.
    return share_jackknife(share, share - pulls * n_tables / (n_tables - 1), confidence=confidence)


def _deviations(votes: Sided, share: float) -> Floats:
    """What each vote adds to the share, from the mean of those shown alike; from 0 where these say the same throughout."""
    adds = votes.left - share * votes.decided
    kinds, kind = np.unique(votes.shown, return_inverse=True)
    n, n_kinds = len(adds), len(kinds)
    rest = adds - (np.bincount(kind, adds) / np.bincount(kind))[kind]
    if n <= n_kinds or not np.abs(rest).max() > _ROUNDING:
        return np.asarray(adds, dtype=np.float64)
    return np.asarray(rest * ((n - 1) / (n - n_kinds)) ** 0.5, dtype=np.float64)
