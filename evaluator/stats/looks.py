"""The planned stopping rule: confidence sequences of all pairs on completed tables, and the bare advice they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evaluator.stats.intervals import Estimate, undefined
from evaluator.stats.sequential import Advice, confidence_sequence, is_answered
from evaluator.stats.significance import verdict
from evaluator.stats.tally import Tally
from evaluator.stats.winrate import PairResult, unit_scores

RULE = (
    "confidence sequence over {n} completed tables, valid at every look; no p, which would need a fixed number of them"
)


@dataclass(frozen=True, slots=True)
class PairSequence:
    """ψ of the first system over its completed tables, in their order, and the bounds reached by the last of them.

    `low` and `high` hold at all looks and for all pairs together.
    """

    system: str
    opponent: str
    n_tables: int
    mean: float | None
    low: float
    high: float


def pair_sequences(study: Tally, order: Sequence[str], *, confidence: float = 0.95) -> tuple[PairSequence, ...]:
    """Confidence sequences of every pair over `order`, the completed tables as they come, Bonferroni over pairs.

    Waudby-Smith & Ramdas 2024 (see confidence_sequence). `order` must not depend on answers; tables on which nobody
    could judge a pair are passed over.
    """
    place = {table: i for i, table in enumerate(order)}
    rank = np.array([place.get(table, -1) for table in study.tables], dtype=np.int64)
    scores = unit_scores(study)
    each = 1 - (1 - confidence) / max(len(study.pairs), 1)
    found = []
    for pair, (system, opponent) in enumerate(study.pairs):
        units = study.of_pair(pair)
        units = units[(scores.votes[units] > 0) & (rank[study.unit_table[units]] >= 0)]
        units = units[np.argsort(rank[study.unit_table[units]])]
        bounds = confidence_sequence(scores.means[units], confidence=each)
        last = (bounds.mean[-1], bounds.low[-1], bounds.high[-1]) if len(units) else (None, 0.0, 1.0)
        found.append(PairSequence(system, opponent, len(units), *last))
    return tuple(found)


def advice(sequences: Sequence[PairSequence], *, margin: float | None) -> Advice:
    """Stop once every pair has its answer: better, worse or, with a margin, equivalent."""
    answered = [is_answered(pair.low, pair.high, margin) for pair in sequences]
    return "stop" if answered and all(answered) else "go on"


def as_looked_at(
    pairs: Sequence[PairResult], sequences: Sequence[PairSequence], *, margin: float | None
) -> tuple[PairResult, ...]:
    """Pairs with what their confidence sequences allow to claim, in place of intervals and p for a fixed size."""
    forward = {(s.system, s.opponent): s for s in sequences}
    return tuple(_looked_at(pair, forward, margin) for pair in pairs)


def _looked_at(pair: PairResult, forward: dict[tuple[str, str], PairSequence], margin: float | None) -> PairResult:
    ahead = forward.get((pair.system, pair.opponent))
    psi = _psi(ahead) if ahead else _psi(forward[pair.opponent, pair.system]).mapped(lambda value: 1 - value)
    return replace(
        pair,
        psi=psi,
        net_benefit=psi.mapped(lambda value: 2 * value - 1),
        p=None,
        p_holm=None,
        p_method=None,
        verdict=None if margin is None else verdict(psi, margin),
    )


def _psi(sequence: PairSequence) -> Estimate:
    if sequence.mean is None:
        return undefined("no table of this pair was complete in the order of the study")
    # Bounds of earlier tables count too, and may leave the mean of all by a little.
    low, high = min(sequence.low, sequence.mean), max(sequence.high, sequence.mean)
    return Estimate(sequence.mean, low, high, RULE.format(n=sequence.n_tables))
