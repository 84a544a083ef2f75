"""Do raters agree: α, AC1, raw agreement and Cohen's κ, per pair of systems and pooled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from evaluator.stats.coefficients import ac1, alpha, cohen_kappa, raw_agreement
from evaluator.stats.intervals import Estimate
from evaluator.stats.outcomes import GRADES
from evaluator.stats.tally import LOSS, NO_GRADE, NOMINAL, TIE, WIN, Columns, Ints, Tally, cross_count

# Half points towards the first system, in rising order, where a study has no grades.
_SIGNS = np.array([2, 1, 0, 1])


@dataclass(frozen=True, slots=True)
class RaterKappa:
    """Cohen's κ of two raters on the `n` units that both judged; null when both give one value only."""

    rater_1: str
    rater_2: str
    kappa: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Coefficients:
    """The four coefficients on one set of units."""

    alpha_nominal: Estimate
    alpha_ordinal: Estimate
    ac1: Estimate
    raw: Estimate


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
class _Scales:
    """Value counts per unit on both scales; nominal columns are those used anywhere in the study."""

    nominal: Ints
    ordinal: Ints
    table: Ints

    def of(self, units: Ints) -> _Scales:
        return _Scales(self.nominal[units], self.ordinal[units], self.table[units])


def agreement(study: Tally, *, confidence: float) -> Agreement:
    """Agreement on units (table, sorted pair); "can't judge" is a gap, "both bad" a tie of grade 0.

    Pooling sorts each pair by name, so the pooled α, unlike the α of a pair, depends on the systems' names.
    """
    scales, ordinal_scale = _scales(study)
    by_pair = []
    for pair, (system, opponent) in enumerate(study.pairs):
        part = scales.of(study.of_pair(pair))
        n_tables = int((part.nominal.sum(axis=1) >= 2).sum())
        by_pair.append(PairAgreement(system, opponent, n_tables, _coefficients(part, confidence)))
    return Agreement(_coefficients(scales, confidence), tuple(by_pair), _rater_kappas(study), ordinal_scale)


def nominal_counts(study: Tally) -> Ints:
    """How many raters said win, tie (or both bad) and loss: (units, 3)."""
    judged = study.judged
    return cross_count(judged.unit, NOMINAL[judged.code], (len(study.unit_pair), 3))


def _scales(study: Tally) -> tuple[_Scales, str]:
    nominal = nominal_counts(study)
    ordinal, name = _ordinal_counts(study.judged, len(study.unit_pair))
    return _Scales(nominal[:, nominal.sum(axis=0) > 0], ordinal, study.unit_table), name


def _ordinal_counts(judged: Columns, n_units: int) -> tuple[Ints, str]:
    """Grades when every vote for a system has one; otherwise loss, tie, win."""
    graded = judged.grade != NO_GRADE
    if graded.any() and graded[NOMINAL[judged.code] != TIE].all():
        grades = np.where(graded, judged.grade, 0)
        return cross_count(judged.unit, grades - GRADES[0], (n_units, len(GRADES))), "grades"
    return cross_count(judged.unit, _SIGNS[judged.code], (n_units, 3)), "outcomes"


def _coefficients(scales: _Scales, confidence: float) -> Coefficients:
    return Coefficients(
        alpha_nominal=alpha(scales.nominal, level="nominal", clusters=scales.table, confidence=confidence),
        alpha_ordinal=alpha(scales.ordinal, level="ordinal", clusters=scales.table, confidence=confidence),
        ac1=ac1(scales.nominal, clusters=scales.table, confidence=confidence),
        raw=raw_agreement(scales.nominal, clusters=scales.table, confidence=confidence),
    )


def _rater_kappas(study: Tally) -> tuple[RaterKappa, ...]:
    """κ of every two raters who share a unit, over all pairs of systems."""
    judged = study.judged
    if not len(judged.unit):
        return ()
    values = NOMINAL[judged.code]
    shape = (len(study.raters), len(study.unit_pair))
    said = [_incidence(judged, values == value, shape) for value in (WIN, TIE, LOSS)]
    whole = sum(said[1:], start=said[0])
    first, second = (whole @ whole.T).nonzero()
    first, second = first[first < second], second[first < second]
    if not len(first):
        return ()
    cells = np.array([[(one @ other.T)[first, second] for other in said] for one in said])
    tables = np.moveaxis(cells, 2, 0)
    rows = [
        RaterKappa(study.raters[a], study.raters[b], cohen_kappa(table), int(table.sum()))
        for a, b, table in zip(first, second, tables, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (row.rater_1, row.rater_2)))


def _incidence(judged: Columns, keep: NDArray[np.bool_], shape: tuple[int, int]) -> csr_array:
    at = (judged.rater[keep], judged.unit[keep])
    return csr_array((np.ones(int(keep.sum()), dtype=np.int64), at), shape=shape)
