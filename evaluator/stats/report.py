"""The whole analysis of a study's votes as one frozen report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluator.stats.agreement import Agreement, agreement
from evaluator.stats.bias import Position, position
from evaluator.stats.caveats import facts, notes, sharp_null_notes, unsupported
from evaluator.stats.checks import Checks, checks
from evaluator.stats.codes import CANT_JUDGE
from evaluator.stats.comment_agreement import CommentAgreement, Marks, comment_agreement
from evaluator.stats.looks import PairSequence, as_looked_at, pair_sequences
from evaluator.stats.methods_text import methods_text
from evaluator.stats.outcomes import Vote
from evaluator.stats.plain import Json, plain, plain_fields
from evaluator.stats.ranking import Ranking, ranking
from evaluator.stats.raters import RaterResult, rater_results
from evaluator.stats.redraw import Redraw, redraw
from evaluator.stats.tally import Identical, Tally, tally
from evaluator.stats.vote_columns import VoteColumns
from evaluator.stats.winrate import PairResult, TableResult, compare_pairs, table_results

LOOKED = (
    "the stopping rule was asked while the study was open: win rates, their intervals and verdicts are those of the"
    " confidence sequences, over completed tables; intervals of agreement, ranks and all other figures are not adjusted"
    " for these looks",
)


class BadSettingError(ValueError):
    """A setting off its scale."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """`ratings` are primary answers, "can't judge" among them; `repeats` come on top; `identical` counts tables."""

    ratings: int
    items: int
    raters: int
    systems: int
    repeats: int
    cant_judge: int
    identical: int


@dataclass(frozen=True, slots=True)
class Report:
    """Every figure of a study by system code; an undefined figure is None and explained in `warnings`."""

    n: Sizes
    confidence: float
    margin: float | None
    seed: int
    looked: bool
    agreement: Agreement
    pairs: tuple[PairResult, ...]
    ranking: Ranking
    raters: tuple[RaterResult, ...]
    position: Position
    tables: tuple[TableResult, ...]
    checks: Checks
    sharp_null: tuple[Redraw, ...]
    sequence: tuple[PairSequence, ...]
    comments: CommentAgreement | None
    warnings: tuple[str, ...]

    def to_json(self) -> Json:
        """The report as JSON values: lists, dicts, strings, finite numbers, None."""
        return {
            "n": plain(self.n),
            "settings": {
                "confidence": self.confidence,
                "margin": self.margin,
                "seed": self.seed,
                "looked": self.looked,
            },
            "methods": methods_text(self),
            "agreement": _agreement_json(self.agreement),
            "pairs": plain(self.pairs),
            "bradley_terry": _ranking_json(self.ranking),
            "bradley_terry_half_ties": {"systems": plain(self.ranking.half_ties)},
            "raters": plain(self.raters),
            "position": {**plain_fields(self.position.left_share), "n": self.position.n},
            "tables": plain(self.tables),
            **plain_fields(self.checks),
            "sharp_null": plain(self.sharp_null),
            "sequence": plain(self.sequence),
            "comments": plain(self.comments),
            "warnings": plain(self.warnings),
        }


def analyse(
    votes: Sequence[Vote] | VoteColumns,
    *,
    identical: Sequence[Identical] = (),
    marks: Sequence[Marks] = (),
    margin: float | None = None,
    seed: int = 0,
    confidence: float = 0.95,
    redraws: int = 0,
    resamples: int = 0,
    order: Sequence[str] = (),
    looked: bool = False,
) -> Report:
    """Analyse votes; same votes, seed and settings give the same report, whatever the order of distinct votes.

    `identical` names (table, system, system) with equal texts, which were never shown; `margin` is δ on the scale
    of ψ, fixed before the study. `marks` are those on single comments; `redraws` draws sides anew so many times, for
    the secondary check that takes longer than all the rest; `resamples` adds a bootstrap interval of nominal α. `order`
    names the tables that were complete, in an order that no answer decided, for confidence sequences; if somebody has
    `looked` at them, these are what counts. Raises BadSettingError for a margin outside (0, ½) or a confidence outside (0, 1).
    """
    _check(margin, confidence)
    study = tally(votes, identical)
    agreed = agreement(study, confidence=confidence, resamples=resamples, seed=seed)
    pairs = compare_pairs(study, margin=margin, confidence=confidence, seed=seed)
    ranked = ranking(study, confidence=confidence, seed=seed)
    side = position(study, confidence=confidence)
    others = checks(study, confidence=confidence)
    sides = redraw(study, seed=seed, draws=redraws) if redraws else ()
    sequences = pair_sequences(study, order, confidence=confidence) if order or looked else ()
    if looked:
        pairs = as_looked_at(pairs, sequences, margin=margin)
    return Report(
        n=_sizes(study),
        confidence=confidence,
        margin=margin,
        seed=seed,
        looked=looked,
        agreement=agreed,
        pairs=pairs,
        ranking=ranked,
        raters=rater_results(study, confidence=confidence),
        position=side,
        tables=table_results(study),
        checks=others,
        sharp_null=sides,
        sequence=sequences,
        comments=comment_agreement(marks, confidence=confidence) if marks else None,
        warnings=(
            *facts(study, agreed),
            *notes(agreed, pairs, ranked, side),
            *unsupported(pairs, confidence=confidence),
            *others.notes(),
            *sharp_null_notes(sides),
            *(LOOKED if looked else ()),
        ),
    )


def _check(margin: float | None, confidence: float) -> None:
    if margin is not None and not 0 < margin < 0.5:
        raise BadSettingError(f"margin {margin} is not between 0 and 0.5, on the scale of ψ")
    if not 0 < confidence < 1:
        raise BadSettingError(f"confidence {confidence} is not between 0 and 1")


def _sizes(study: Tally) -> Sizes:
    return Sizes(
        ratings=len(study.primary.unit),
        items=len(study.tables),
        raters=len(study.raters),
        systems=len(study.systems),
        repeats=len(study.repeats.unit),
        cant_judge=int((study.primary.code == CANT_JUDGE).sum()),
        identical=int(study.identical.sum()),
    )


def _agreement_json(agreed: Agreement) -> Json:
    return {
        **plain_fields(agreed.pooled),
        "ordinal_scale": agreed.ordinal_scale,
        "cohen_kappa": plain(agreed.cohen_kappa),
        "by_pair": [
            {
                "system": pair.system,
                "opponent": pair.opponent,
                "n_tables": pair.n_tables,
                **plain_fields(pair.coefficients),
            }
            for pair in agreed.by_pair
        ],
    }


def _ranking_json(ranked: Ranking) -> Json:
    return {
        "systems": plain(ranked.systems),
        "tie": ranked.tie.estimate,
        "tie_interval": plain(ranked.tie),
        "order": plain(ranked.order),
        "note": ranked.note,
        "rao_kupper": plain(ranked.rao_kupper),
    }
