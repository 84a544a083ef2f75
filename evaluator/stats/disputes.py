"""How far raters part on one table: the votes of each table under each pair, and how many of them disagree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from evaluator.stats.outcomes import Outcome, Vote


@dataclass(frozen=True, slots=True)
class Dispute:
    """Primary votes on one table under one pair; `disagreement` is the share of rater pairs who said different things.

    "Both bad" prefers neither text and so agrees with a tie. None when fewer than two raters could judge.
    """

    table: str
    system: str
    opponent: str
    wins: int
    ties: int
    losses: int
    both_bad: int
    cant_judge: int
    disagreement: float | None


def disputes(votes: Iterable[Vote]) -> tuple[Dispute, ...]:
    """Every voted table under every pair, systems in sorted order; hidden repeats are left out."""
    counts: defaultdict[tuple[str, str, str], Counter[Outcome]] = defaultdict(Counter)
    for vote in votes:
        if vote.repeat == 0:
            primary = vote.canonical()
            counts[primary.system_a, primary.system_b, primary.table][primary.outcome] += 1
    return tuple(_dispute(*key, counts[key]) for key in sorted(counts))


def _dispute(system: str, opponent: str, table: str, votes: Counter[Outcome]) -> Dispute:
    undecided = votes[Outcome.TIE] + votes[Outcome.BOTH_BAD]
    return Dispute(
        table=table,
        system=system,
        opponent=opponent,
        wins=votes[Outcome.A],
        ties=votes[Outcome.TIE],
        losses=votes[Outcome.B],
        both_bad=votes[Outcome.BOTH_BAD],
        cant_judge=votes[Outcome.CANT_JUDGE],
        disagreement=_disagreement((votes[Outcome.A], undecided, votes[Outcome.B])),
    )


def _disagreement(groups: tuple[int, ...]) -> float | None:
    n = sum(groups)
    alike = sum(size * (size - 1) for size in groups)
    return 1 - alike / (n * (n - 1)) if n > 1 else None
