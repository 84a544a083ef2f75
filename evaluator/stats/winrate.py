"""Who wins: ψ and net benefit of every pair of systems, over tables, with test and verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evaluator.stats.codes import BOTH_BAD, CANT_JUDGE, HALF_POINTS, LOSS, TIE, WIN
from evaluator.stats.intervals import Estimate, mean_interval, undefined
from evaluator.stats.significance import Method, SignFlip, Verdict, holm, sign_flip, verdict
from evaluator.stats.tally import Floats, Ints, Tally


@dataclass(frozen=True, slots=True)
class PairResult:
    """One direction of one pair: counts are votes, `identical` and `n_tables` tables, figures over table means."""

    system: str
    opponent: str
    wins: int
    ties: int
    losses: int
    both_bad: int
    cant_judge: int
    identical: int
    n_tables: int
    psi: Estimate
    net_benefit: Estimate
    p: float | None
    p_holm: float | None
    p_method: Method | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class TableResult:
    """One table under one pair: ψ of the first system from its `votes`, null when nobody could judge it."""

    table: str
    system: str
    opponent: str
    psi: float | None
    votes: int
    identical: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """Per unit: votes that count towards ψ, and how far their half points lie from an even split."""

    surplus: Ints
    votes: Ints

    @property
    def means(self) -> Floats:
        """Table means of ψ; units without votes are NaN and the caller must leave them out."""
        return 0.5 + self.surplus / np.where(self.votes > 0, 2 * self.votes, np.nan)


def unit_scores(study: Tally) -> Scores:
    """Win 1, tie and both bad ½, loss 0; a table with identical texts is one tie."""
    votes = study.counts[:, :CANT_JUDGE].sum(axis=1)
    surplus = study.counts @ HALF_POINTS - votes
    return Scores(surplus, np.where(study.identical, 1, votes))


def compare_pairs(study: Tally, *, margin: float | None, confidence: float, seed: int) -> tuple[PairResult, ...]:
    """Both directions of every pair; p is the exact sign-flip test over table means, Holm-adjusted over pairs.

    Assumes tables are independent draws and raters are fixed. Raises ValueError for a margin outside (0, ½).
    """
    scores = unit_scores(study)
    forward = [_forward(study, pair, scores, confidence, seed) for pair in range(len(study.pairs))]
    tested = [i for i, result in enumerate(forward) if result.p is not None]
    for i, adjusted in zip(tested, holm([forward[i].p or 0.0 for i in tested]), strict=True):
        forward[i] = replace(forward[i], p_holm=adjusted)
    both = [direction for result in forward for direction in (result, _reversed(result))]
    if margin is not None:
        both = [replace(result, verdict=verdict(result.psi, margin)) for result in both]
    return tuple(sorted(both, key=lambda result: (result.system, result.opponent)))


def table_results(study: Tally) -> tuple[TableResult, ...]:
    """Every table under every pair, in sorted order of the pairs."""
    scores = unit_scores(study)
    rows = zip(
        study.unit_table.tolist(),
        study.unit_pair.tolist(),
        scores.means.tolist(),
        scores.votes.tolist(),
        study.identical.tolist(),
        strict=True,
    )
    return tuple(
        TableResult(
            table=study.tables[table],
            system=study.pairs[pair][0],
            opponent=study.pairs[pair][1],
            psi=mean if votes else None,
            votes=0 if identical else votes,
            identical=identical,
        )
        for table, pair, mean, votes, identical in rows
    )


def _forward(study: Tally, pair: int, scores: Scores, confidence: float, seed: int) -> PairResult:
    units = study.of_pair(pair)
    counted = units[scores.votes[units] > 0]
    psi, test = _figures(scores, counted, confidence, seed)
    counts = [int(n) for n in study.counts[units].sum(axis=0)]
    return PairResult(
        system=study.pairs[pair][0],
        opponent=study.pairs[pair][1],
        wins=counts[WIN],
        ties=counts[TIE],
        losses=counts[LOSS],
        both_bad=counts[BOTH_BAD],
        cant_judge=counts[CANT_JUDGE],
        identical=int(study.identical[units].sum()),
        n_tables=len(counted),
        psi=psi,
        net_benefit=psi.mapped(_net_benefit),
        p=test.p if test else None,
        p_holm=None,
        p_method=test.method if test else None,
        verdict=None,
    )


def _figures(scores: Scores, units: Ints, confidence: float, seed: int) -> tuple[Estimate, SignFlip | None]:
    if not len(units):
        return undefined("no table of this pair has a vote that counts"), None
    psi = mean_interval(scores.means[units], confidence=confidence)
    return psi, sign_flip(scores.surplus[units], 2 * scores.votes[units], seed=seed)


def _reversed(result: PairResult) -> PairResult:
    return replace(
        result,
        system=result.opponent,
        opponent=result.system,
        wins=result.losses,
        losses=result.wins,
        psi=result.psi.mapped(_complement),
        net_benefit=result.net_benefit.mapped(_negative),
    )


def _complement(psi: float) -> float:
    return 1 - psi


def _negative(benefit: float) -> float:
    return 0.0 - benefit


def _net_benefit(psi: float) -> float:
    """P(win) - P(loss) is 2ψ - 1 when ties count half, so one interval serves both."""
    return 2 * psi - 1
