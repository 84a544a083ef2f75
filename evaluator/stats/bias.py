"""Does the side decide: how often the left text wins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluator.stats.codes import LEFT, LOSS, UNSEEN, WIN
from evaluator.stats.intervals import Estimate, share_interval, share_jackknife, undefined
from evaluator.stats.tally import Floats, Ints, Tally


@dataclass(frozen=True, slots=True)
class Position:
    """Share of decided votes won by the text on the left; `n` votes whose side is known."""

    left_share: Estimate
    n: int


@dataclass(frozen=True, slots=True)
class Decided:
    """Votes that name a winner and know their side: whether the left text won, and the vote's table, pair and side."""

    left: NDArray[np.bool_]
    table: Ints
    shown: Ints
    rater: Ints

    def at(self, places: Ints) -> Decided:
        """Some of the votes."""
        return Decided(self.left[places], self.table[places], self.shown[places], self.rater[places])


def decided(study: Tally) -> Decided:
    """The primary votes by which a preference for a side can be seen."""
    votes = study.primary
    votes = votes.where(np.isin(votes.code, (WIN, LOSS)) & (votes.first_left != UNSEEN))
    left = (votes.code == WIN) == (votes.first_left == LEFT)
    shown = 2 * study.unit_pair[votes.unit] + (votes.first_left == LEFT)
    return Decided(left, study.unit_table[votes.unit], shown, votes.rater)


def position(study: Tally, *, confidence: float) -> Position:
    """Position bias over all raters and pairs, interval over tables (see left_share)."""
    votes = decided(study)
    return Position(left_share(votes, confidence=confidence), len(votes.left))


def left_share(votes: Decided, *, confidence: float) -> Estimate:
    """Share of decided votes for the left text, Wilson's interval over tables (see share_jackknife).

    How often each pair stood which way round is fixed by the allocation, so the spread is counted about the share of
    votes shown alike: which text is better moves the halves apart, but not their sum. Assumes independent tables.
    """
    if not len(votes.left):
        return undefined("no decided vote has a known side")
    share = float(votes.left.mean())
    if share in (0.0, 1.0):
        return share_interval(votes.left, votes.table, confidence=confidence)
    _, table = np.unique(votes.table, return_inverse=True)
    n_tables = int(table.max()) + 1
    if n_tables == 1:
        return Estimate(share, note="no interval: it needs two tables or more")
    pulls = np.bincount(table, _deviations(votes, share)) / len(votes.left)
    # Leaving out a table moves the share by its pull, to first order.
    return share_jackknife(share, share - pulls * n_tables / (n_tables - 1), confidence=confidence)


def _deviations(votes: Decided, share: float) -> Floats:
    """Of each vote from the share of those shown alike; from the whole share where these say the same throughout."""
    kinds, kind = np.unique(votes.shown, return_inverse=True)
    n, n_kinds = len(votes.left), len(kinds)
    rest = votes.left - (np.bincount(kind, votes.left) / np.bincount(kind))[kind]
    if n <= n_kinds or not np.abs(rest).max() > 0:
        return np.asarray(votes.left - share, dtype=np.float64)
    return np.asarray(rest * ((n - 1) / (n - n_kinds)) ** 0.5, dtype=np.float64)
