"""Each table as one vote, by the majority of its raters: sensitivity of the win rate, with intervals for matched pairs."""

from __future__ import annotations

from dataclasses import dataclass

from evaluator.stats.intervals import Estimate, tango
from evaluator.stats.melded import sign_compatible
from evaluator.stats.significance import mcnemar_exact, mcnemar_mid_p
from evaluator.stats.tally import Tally
from evaluator.stats.winrate import unit_scores


@dataclass(frozen=True, slots=True)
class PairMajority:
    """Tables that the first system won, tied and lost by majority; net benefit (won - lost) / tables, two intervals.

    `exact` leaves 0 out just where `p`, the sign test, is below the error; `mid_p` is that test less conservative.
    """

    system: str
    opponent: str
    won: int
    tied: int
    lost: int
    score: Estimate
    exact: Estimate
    p: float | None
    mid_p: float | None


def majorities(study: Tally, *, confidence: float) -> tuple[PairMajority, ...]:
    """Every pair by table majorities: Tango's score interval (1998) and the sign test's own (Fay & Lumbard 2021).

    A majority throws the other votes away, and so most of the power. Assumes independent tables.
    """
    scores = unit_scores(study)
    found = []
    for pair, (system, opponent) in enumerate(study.pairs):
        units = study.of_pair(pair)
        surplus = scores.surplus[units[scores.votes[units] > 0]]
        won, lost, n = int((surplus > 0).sum()), int((surplus < 0).sum()), len(surplus)
        found.append(
            PairMajority(
                system,
                opponent,
                won,
                n - won - lost,
                lost,
                score=tango(won, lost, n, confidence=confidence),
                exact=sign_compatible(won, lost, n, confidence=confidence),
                p=mcnemar_exact(won, lost) if n else None,
                mid_p=mcnemar_mid_p(won, lost) if n else None,
            )
        )
    return tuple(found)
