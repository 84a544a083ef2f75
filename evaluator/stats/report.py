"""The whole analysis of a study's votes as one frozen report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from evaluator.stats.agreement import Agreement, Coefficients, agreement
from evaluator.stats.bias import Position, position
from evaluator.stats.intervals import Estimate
from evaluator.stats.outcomes import Vote
from evaluator.stats.ranking import Ranking, ranking
from evaluator.stats.raters import RaterResult, rater_results
from evaluator.stats.tally import CANT_JUDGE, NO_GRADE, Identical, Tally, tally
from evaluator.stats.winrate import PairResult, TableResult, compare_pairs, table_results

Json = dict[str, object]


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
    agreement: Agreement
    pairs: tuple[PairResult, ...]
    ranking: Ranking
    raters: tuple[RaterResult, ...]
    position: Position
    tables: tuple[TableResult, ...]
    warnings: tuple[str, ...]

    def to_json(self) -> Json:
        """The report as JSON values: lists, dicts, strings, finite numbers, None."""
        return {
            "n": asdict(self.n),
            "settings": {"confidence": self.confidence, "margin": self.margin, "seed": self.seed},
            "agreement": _agreement_json(self.agreement),
            "pairs": [asdict(pair) for pair in self.pairs],
            "bradley_terry": {
                "systems": [asdict(system) for system in self.ranking.systems],
                "tie": self.ranking.tie.estimate,
                "order": asdict(self.ranking.order),
                "note": self.ranking.note,
            },
            "bradley_terry_half_ties": {"systems": [asdict(system) for system in self.ranking.half_ties]},
            "raters": [_rater_json(rater) for rater in self.raters],
            "position": {**asdict(self.position.left_share), "n": self.position.n},
            "tables": [asdict(table) for table in self.tables],
            "warnings": list(self.warnings),
        }


def analyse(
    votes: Sequence[Vote],
    *,
    identical: Sequence[Identical] = (),
    margin: float | None = None,
    seed: int = 0,
    confidence: float = 0.95,
) -> Report:
    """Analyse votes; same votes, seed and settings give the same report, whatever the order of distinct votes.

    `identical` names (table, system, system) with equal texts, which were never shown; `margin` is δ on the scale
    of ψ, fixed before the study. Raises ValueError for a margin outside (0, ½) or a confidence outside (0, 1).
    """
    _check(margin, confidence)
    study = tally(votes, identical)
    agreed = agreement(study, confidence=confidence)
    pairs = compare_pairs(study, margin=margin, confidence=confidence, seed=seed)
    ranked = ranking(study, confidence=confidence, seed=seed)
    side = position(study, confidence=confidence)
    return Report(
        n=_sizes(study),
        confidence=confidence,
        margin=margin,
        seed=seed,
        agreement=agreed,
        pairs=pairs,
        ranking=ranked,
        raters=rater_results(study, confidence=confidence),
        position=side,
        tables=table_results(study),
        warnings=(*_facts(study, agreed), *_notes(agreed, pairs, ranked, side)),
    )


def _check(margin: float | None, confidence: float) -> None:
    if margin is not None and not 0 < margin < 0.5:
        raise ValueError(f"margin {margin} is not between 0 and 0.5, on the scale of ψ")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1")


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


def _facts(study: Tally, agreed: Agreement) -> Iterator[str]:
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
    if empty := int(((units == 0) & ~study.identical).sum()):
        yield f"{empty} tables (counted per pair) have no answer that counts and are left out"


def _notes(agreed: Agreement, pairs: Sequence[PairResult], ranked: Ranking, side: Position) -> Iterator[str]:
    """Every reason why a figure or an interval is missing or special."""
    yield from _coefficient_notes("all pairs", agreed.pooled)
    if len(agreed.by_pair) > 1:
        for pair in agreed.by_pair:
            yield from _coefficient_notes(f"{pair.system} and {pair.opponent}", pair.coefficients)
    for result in pairs:
        if result.psi.note and result.system < result.opponent:
            yield f"win rate of {result.system} against {result.opponent}: {result.psi.note}"
        if result.p_method == "monte_carlo" and result.system < result.opponent:
            yield f"p of {result.system} against {result.opponent} comes from seeded draws, not from all sign flips"
    if ranked.note:
        yield f"ranking: {ranked.note}"
    if side.left_share.note:
        yield f"position: {side.left_share.note}"


def _coefficient_notes(where: str, figures: Coefficients) -> Iterator[str]:
    for name, figure in _coefficients(figures):
        if figure.note:
            yield f"{name} ({where}): {figure.note}"


def _coefficients(figures: Coefficients) -> tuple[tuple[str, Estimate], ...]:
    return (
        ("alpha_nominal", figures.alpha_nominal),
        ("alpha_ordinal", figures.alpha_ordinal),
        ("ac1", figures.ac1),
        ("raw", figures.raw),
    )


def _agreement_json(agreed: Agreement) -> Json:
    return {
        **asdict(agreed.pooled),
        "ordinal_scale": agreed.ordinal_scale,
        "cohen_kappa": [asdict(kappa) for kappa in agreed.cohen_kappa],
        "by_pair": [
            {
                "system": pair.system,
                "opponent": pair.opponent,
                "n_tables": pair.n_tables,
                **asdict(pair.coefficients),
            }
            for pair in agreed.by_pair
        ],
    }


def _rater_json(rater: RaterResult) -> Json:
    return {**asdict(rater), "psi_without": [asdict(without) for without in rater.psi_without]}
