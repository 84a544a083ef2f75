"""Do raters agree: α, AC1, raw agreement and κ, per pair of systems and pooled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluator.stats.alpha import alpha, alpha_bootstrap
from evaluator.stats.codes import BOTH_BAD, NO_GRADE, NOMINAL, TIE
from evaluator.stats.coefficients import ac1, fleiss_kappa, raw_agreement
from evaluator.stats.cohen import RaterKappa, rater_kappas
from evaluator.stats.intervals import Estimate
from evaluator.stats.outcomes import GRADES
from evaluator.stats.tally import Columns, Floats, Ints, Tally, cross_count

# Half points towards the first system, in rising order, where a study has no grades.
_SIGNS = np.array([2, 1, 0, 1])


@dataclass(frozen=True, slots=True)
class Coefficients:
    """The coefficients on one set of units; `alpha_nominal` is primary.

    `alpha_both_bad_apart` takes "both bad" for an answer of its own; `alpha_bootstrap` is None unless asked for.
    """

    alpha_nominal: Estimate
    alpha_ordinal: Estimate
    alpha_interval: Estimate
    alpha_both_bad_apart: Estimate
    ac1: Estimate
    fleiss_kappa: Estimate
    raw: Estimate
    alpha_bootstrap: Estimate | None


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Agreement on one pair of systems; `n_tables` counts the tables that two raters or more judged."""

    system: str
    opponent: str
    n_tables: int
    coefficients: Coefficients


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pooled over pairs, each pair alone (primary), and rater by rater."""

    pooled: Coefficients
    by_pair: tuple[PairAgreement, ...]
    cohen_kappa: tuple[RaterKappa, ...]
    ordinal_scale: str


@dataclass(frozen=True, slots=True)
class _Settings:
    confidence: float
    resamples: int
    seed: int


@dataclass(frozen=True, slots=True)
class _Scales:
    """Value counts per unit on each scale; nominal columns are those used anywhere in the study."""

    nominal: Ints
    apart: Ints
    ordinal: Ints
    points: Floats
    table: Ints

    def of(self, units: Ints) -> _Scales:
        return _Scales(self.nominal[units], self.apart[units], self.ordinal[units], self.points, self.table[units])

    @property
    def both_bad(self) -> bool:
        """Whether that answer occurs here."""
        return bool(self.apart[:, BOTH_BAD].any())


def agreement(study: Tally, *, confidence: float, resamples: int = 0, seed: int = 0) -> Agreement:
    """Agreement on units (table, sorted pair); "can't judge" is a gap, "both bad" a tie of grade 0.

    Pooling sorts each pair by name, so the pooled α, unlike the α of a pair, depends on the systems' names. With
    `resamples`, nominal α has a bootstrap interval as well.
    """
    settings = _Settings(confidence, resamples, seed)
    scales, ordinal_scale = _scales(study)
    by_pair = []
    for pair, (system, opponent) in enumerate(study.pairs):
        part = scales.of(study.of_pair(pair))
        n_tables = int((part.nominal.sum(axis=1) >= 2).sum())
        by_pair.append(PairAgreement(system, opponent, n_tables, _coefficients(part, settings)))
    kappas = rater_kappas(study, confidence=confidence)
    return Agreement(_coefficients(scales, settings), tuple(by_pair), kappas, ordinal_scale)


def nominal_counts(study: Tally) -> Ints:
    """How many raters said win, tie (or both bad) and loss: (units, 3)."""
    judged = study.judged
    return cross_count(judged.unit, NOMINAL[judged.code], (len(study.unit_pair), 3))


def _scales(study: Tally) -> tuple[_Scales, str]:
    judged, n_units = study.judged, len(study.unit_pair)
    ordinal, points, name = _ordinal_counts(judged, n_units)
    apart = cross_count(judged.unit, judged.code, (n_units, 4))
    return _Scales(_used(nominal_counts(study)), apart, ordinal, points, study.unit_table), name


def _used(counts: Ints) -> Ints:
    return counts[:, counts.sum(axis=0) > 0]


def _ordinal_counts(judged: Columns, n_units: int) -> tuple[Ints, Floats, str]:
    """Grades when every vote for a system has one; otherwise loss, tie, win; and the value of each column."""
    graded = judged.grade != NO_GRADE
    if graded.any() and graded[NOMINAL[judged.code] != TIE].all():
        grades = np.where(graded, judged.grade, 0)
        counts = cross_count(judged.unit, grades - GRADES[0], (n_units, len(GRADES)))
        return counts, np.array(GRADES, dtype=np.float64), "grades"
    return cross_count(judged.unit, _SIGNS[judged.code], (n_units, 3)), np.array([-1.0, 0.0, 1.0]), "outcomes"


def _coefficients(scales: _Scales, settings: _Settings) -> Coefficients:
    table, level = scales.table, settings.confidence
    nominal = alpha(scales.nominal, level="nominal", clusters=table, confidence=level)
    return Coefficients(
        alpha_nominal=nominal,
        alpha_ordinal=alpha(scales.ordinal, level="ordinal", clusters=table, confidence=level),
        alpha_interval=alpha(scales.ordinal, level="interval", clusters=table, confidence=level, domain=scales.points),
        alpha_both_bad_apart=alpha(scales.apart, level="nominal", clusters=table, confidence=level)
        if scales.both_bad
        else nominal,
        ac1=ac1(scales.nominal, clusters=table, confidence=level),
        fleiss_kappa=fleiss_kappa(scales.nominal, clusters=table, confidence=level),
        raw=raw_agreement(scales.nominal, clusters=table, confidence=level),
        alpha_bootstrap=_bootstrap(scales, settings),
    )


def _bootstrap(scales: _Scales, settings: _Settings) -> Estimate | None:
    if not settings.resamples:
        return None
    return alpha_bootstrap(
        scales.nominal,
        level="nominal",
        clusters=scales.table,
        confidence=settings.confidence,
        resamples=settings.resamples,
        seed=settings.seed,
    )
