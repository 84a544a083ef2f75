"""Does a rater say the same twice: hidden repeats, with the sides as before and swapped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluator.stats.codes import CANT_JUDGE, LOSS, NOMINAL, UNSEEN, WIN
from evaluator.stats.intervals import Estimate, clopper_pearson, share_interval, undefined
from evaluator.stats.tally import Columns, Ints, Tally

_NO_REPEATS = "no repeat has a primary answer beside it"


@dataclass(frozen=True, slots=True)
class RaterRetest:
    """Shares of one rater's repeats that say the same; `n_unknown_side` repeats are in `same` alone."""

    rater: str
    n: int
    n_unknown_side: int
    same: Estimate
    same_side: Estimate
    swapped: Estimate


@dataclass(frozen=True, slots=True)
class Retest:
    """All raters together and each alone; `reversals` is the share of repeats that name the other winner."""

    n: int
    same: Estimate
    same_side: Estimate
    swapped: Estimate
    reversals: Estimate
    raters: tuple[RaterRetest, ...]


@dataclass(frozen=True, slots=True)
class _Repeats:
    """Repeats beside their primary answers, "can't judge" left out of both."""

    rater: Ints
    table: Ints
    same: NDArray[np.bool_]
    reversed: NDArray[np.bool_]
    known: NDArray[np.bool_]
    swapped: NDArray[np.bool_]


def retest(study: Tally, *, confidence: float) -> Retest:
    """Test–retest agreement on win, tie (or both bad) and loss: a ceiling for agreement between raters.

    Wilson's intervals over tables for all raters together, exact ones for one rater's handful. Assumes that a rater does not
    remember; a gap between the two kinds of repeats is a position effect, not forgetting.
    """
    again = _repeats(study)
    return Retest(
        n=len(again.same),
        same=_share(again, again.same, np.ones(len(again.same), dtype=bool), confidence),
        same_side=_share(again, again.same, again.known & ~again.swapped, confidence),
        swapped=_share(again, again.same, again.known & again.swapped, confidence),
        reversals=_share(again, again.reversed, np.ones(len(again.same), dtype=bool), confidence),
        raters=tuple(
            _of_rater(again, again.rater == number, rater, confidence) for number, rater in enumerate(study.raters)
        ),
    )


def _repeats(study: Tally) -> _Repeats:
    first, again = study.judged, study.repeats.where(study.repeats.code != CANT_JUDGE)
    at = _primary_of(first, again, len(study.unit_pair))
    again, at = again.where(at >= 0), at[at >= 0]
    before, now = NOMINAL[first.code[at]], NOMINAL[again.code]
    side_before = first.first_left[at]
    decided = np.isin(before, (WIN, LOSS)) & np.isin(now, (WIN, LOSS))
    return _Repeats(
        rater=again.rater,
        table=study.unit_table[again.unit],
        same=before == now,
        reversed=decided & (before != now),
        known=(side_before != UNSEEN) & (again.first_left != UNSEEN),
        swapped=side_before != again.first_left,
    )


def _primary_of(first: Columns, again: Columns, n_units: int) -> Ints:
    """Index of the primary answer of each repeat, -1 where there is none."""
    place = {int(key): i for i, key in enumerate(first.rater * n_units + first.unit)} if len(again.unit) else {}
    keys = (again.rater * n_units + again.unit).tolist()
    return np.array([place.get(key, -1) for key in keys], dtype=np.int64)


def _share(again: _Repeats, hit: NDArray[np.bool_], among: NDArray[np.bool_], confidence: float) -> Estimate:
    if not among.any():
        return undefined(_NO_REPEATS)
    return share_interval(hit[among], again.table[among], confidence=confidence)


def _of_rater(again: _Repeats, own: NDArray[np.bool_], rater: str, confidence: float) -> RaterRetest:
    def share(among: NDArray[np.bool_]) -> Estimate:
        n = int(among.sum())
        return clopper_pearson(int(again.same[among].sum()), n, confidence=confidence) if n else undefined(_NO_REPEATS)

    return RaterRetest(
        rater=rater,
        n=int(own.sum()),
        n_unknown_side=int((own & ~again.known).sum()),
        same=share(own),
        same_side=share(own & again.known & ~again.swapped),
        swapped=share(own & again.known & again.swapped),
    )
