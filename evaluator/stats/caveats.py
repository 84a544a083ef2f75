"""What a reader of the figures must know: gaps in the data, and why a figure or an interval is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

import numpy as np

from evaluator.stats.agreement import Agreement, Coefficients
from evaluator.stats.bias import Position
from evaluator.stats.codes import CANT_JUDGE, NO_GRADE
from evaluator.stats.intervals import Estimate
from evaluator.stats.ranking import Ranking
from evaluator.stats.redraw import Redraw
from evaluator.stats.tally import Tally
from evaluator.stats.winrate import PairResult


def facts(study: Tally, agreed: Agreement) -> Iterator[str]:
    """What the data are like, as far as a reader must know it."""
    yield from study.warnings
    if not len(study.primary.unit):
        yield "there are no ratings"
    elif len(study.raters) == 1:
        yield "there is one rater: agreement needs two"
    if agreed.ordinal_scale == "outcomes" and (study.judged.grade != NO_GRADE).any():
        yield "some votes have no grade: ordinal alpha uses loss, tie and win instead of the grades"
    units = study.counts[:, :CANT_JUDGE].sum(axis=1)
    if missing := int(((units < len(study.raters)) & (units > 0)).sum()):
        yield f"{missing} of {int((units > 0).sum())} tables (counted per pair) lack an answer from some rater"
    if alone := _repeats_alone(study):
        yield f"{alone} repeats have no primary answer (repeat 0) of the same rater beside them and are left out"
    if empty := int(((units == 0) & ~study.identical).sum()):
        yield f"{empty} tables (counted per pair) have no answer that counts and are left out"


def _repeats_alone(study: Tally) -> int:
    n_units = len(study.unit_pair)
    first, again = (votes.rater * n_units + votes.unit for votes in (study.primary, study.repeats))
    return int((~np.isin(again, first)).sum())


def notes(agreed: Agreement, pairs: Sequence[PairResult], ranked: Ranking, side: Position) -> Iterator[str]:
    """Every reason why a figure or an interval is missing or special."""
    yield from _coefficient_notes("all pairs", agreed.pooled)
    # Where no table at all was shared, none of any pair was.
    if len(agreed.by_pair) > 1 and agreed.pooled.raw.estimate is not None:
        for pair in agreed.by_pair:
            yield from _coefficient_notes(f"{pair.system} and {pair.opponent}", pair.coefficients)
    for result in pairs:
        if result.psi.note and result.system < result.opponent:
            yield f"win rate of {result.system} against {result.opponent}: {result.psi.note}"
        if result.p_method == "monte_carlo" and result.system < result.opponent:
            yield f"p of {result.system} against {result.opponent} comes from seeded draws, not from all sign flips"
    yield from _ranking_notes(ranked)
    if side.left_share.note:
        yield f"position: {side.left_share.note}"


def unsupported(pairs: Sequence[PairResult], *, confidence: float) -> Iterator[str]:
    """Where an interval leaves out ½ and the exact test does not reject it: with few tables it can't, whatever they say."""
    for result in pairs:
        low, high, p = result.psi.low, result.psi.high, result.p
        if result.system > result.opponent or low is None or high is None or p is None or low <= 0.5 <= high:
            continue
        if p > 1 - confidence:
            yield (
                f"win rate of {result.system} against {result.opponent}: the interval over {result.n_tables} tables leaves"
                f" out one half, and the exact test, which is primary, does not reject it (p = {p:.3g})"
            )


def sharp_null_notes(sides: Sequence[Redraw]) -> Iterator[str]:
    """Why a pair has no check of its sides."""
    for pair in sides:
        if pair.note:
            yield f"check of the sides, {pair.system} against {pair.opponent}: {pair.note}"


def _ranking_notes(ranked: Ranking) -> Iterator[str]:
    if ranked.note:
        yield f"ranking: {ranked.note}"
    if ranked.tie.note:
        yield f"tie parameter of the ranking: {ranked.tie.note}"
    if ranked.order.note:
        yield f"order effect of the ranking: {ranked.order.note}"


def _coefficient_notes(where: str, figures: Coefficients) -> Iterator[str]:
    """One line for each reason, with all coefficients that it holds for."""
    named: dict[str, list[str]] = {}
    for field in fields(figures):
        figure = getattr(figures, field.name)
        if isinstance(figure, Estimate) and figure.note:
            named.setdefault(figure.note, []).append(field.name)
    for note, names in named.items():
        yield f"{', '.join(names)} ({where}): {note}"
