"""Do raters mark the same comments as wrong: agreement column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluator.stats.alpha import alpha
from evaluator.stats.coefficients import ac1, raw_agreement
from evaluator.stats.intervals import Estimate, mean_interval, share_jackknife, undefined
from evaluator.stats.tally import Ints, cross_count


@dataclass(frozen=True, slots=True)
class Marks:
    """One rater's marks on one text: which of its parts (column numbers, 0 up) are wrong, of all `n_parts` seen."""

    table: str
    system: str
    rater: str
    n_parts: int
    wrong: frozenset[int]

    def __post_init__(self) -> None:
        """Refuse marks on parts that the text does not have."""
        if self.n_parts < 0 or any(not 0 <= part < self.n_parts for part in self.wrong):
            raise ValueError(f"marks {sorted(self.wrong)} don't fit a text of {self.n_parts} parts")


@dataclass(frozen=True, slots=True)
class SystemMarks:
    """Share of comments marked wrong, as the mean over tables of the mean over raters."""

    system: str
    n_tables: int
    wrong: Estimate


@dataclass(frozen=True, slots=True)
class CommentAgreement:
    """Agreement on wrong or not over all comments that two raters saw.

    `alpha_n_wrong` is on how many comments of a text each rater marked, whichever they were: a count has a true zero,
    hence the ratio level. `positive` is the chance that a second rater marks a comment that a first one marked: with few wrong comments,
    raw agreement is high even among raters who never mark the same one.
    """

    n_comments: int
    n_marked: int
    positive: Estimate
    alpha: Estimate
    alpha_n_wrong: Estimate
    ac1: Estimate
    raw: Estimate
    systems: tuple[SystemMarks, ...]


def comment_agreement(marks: Sequence[Marks], *, confidence: float) -> CommentAgreement:
    """Krippendorff's α, AC1, raw and positive agreement of marks, jackknife-t intervals over tables.

    Positive agreement: Σ k (k - 1) / Σ k (n - 1) over comments with k of n raters marking (Cicchetti & Feinstein
    1990, many raters as in Fleiss 1981). A rater who saw a text in several pairs counts once: marked in any of them
    is marked. Assumes independent tables; an unmarked comment is taken as found right.
    """
    merged = _merged(marks)
    counts, tables = _counts(merged)
    shared = counts.sum(axis=1) >= 2
    return CommentAgreement(
        n_comments=int(shared.sum()),
        n_marked=int((counts[shared, 1] > 0).sum()),
        positive=_positive(counts[shared], tables[shared], confidence),
        alpha=alpha(counts, level="nominal", clusters=tables, confidence=confidence),
        alpha_n_wrong=_alpha_n_wrong(merged, confidence),
        ac1=ac1(counts, clusters=tables, confidence=confidence),
        raw=raw_agreement(counts, clusters=tables, confidence=confidence),
        systems=_systems(merged, confidence),
    )


def _merged(marks: Sequence[Marks]) -> list[Marks]:
    """One entry per rater and text, in sorted order. Raises ValueError when they disagree on its number of parts."""
    found: dict[tuple[str, str, str], Marks] = {}
    parts: dict[tuple[str, str], int] = {}
    for mark in sorted(marks, key=lambda m: (m.table, m.system, m.rater)):
        if parts.setdefault((mark.table, mark.system), mark.n_parts) != mark.n_parts:
            raise ValueError(f"the text of {mark.system} on {mark.table} has different numbers of parts; give one")
        key = (mark.table, mark.system, mark.rater)
        wrong = mark.wrong | (found[key].wrong if key in found else frozenset())
        found[key] = Marks(*key, mark.n_parts, wrong)
    return list(found.values())


def _counts(marks: Sequence[Marks]) -> tuple[Ints, Ints]:
    """(comments, 2): raters who left each unmarked and who marked it; and the number of its table."""
    texts: dict[tuple[str, str], Ints] = {}
    for mark in marks:
        seen = texts.setdefault((mark.table, mark.system), np.zeros((mark.n_parts, 2), dtype=np.int64))
        seen[:, 0] += 1
        wrong = sorted(mark.wrong)
        seen[wrong, 0] -= 1
        seen[wrong, 1] += 1
    numbers = {table: i for i, table in enumerate(sorted({table for table, _ in texts}))}
    tables = [np.full(len(seen), numbers[table], dtype=np.int64) for (table, _), seen in texts.items()]
    nothing = np.zeros((0, 2), dtype=np.int64)
    return np.concatenate([nothing, *texts.values()]), np.concatenate([nothing[:, 0], *tables])


def _alpha_n_wrong(marks: Sequence[Marks], confidence: float) -> Estimate:
    sizes, size = np.unique(np.array([len(mark.wrong) for mark in marks], dtype=np.int64), return_inverse=True)
    texts = {key: i for i, key in enumerate(dict.fromkeys((mark.table, mark.system) for mark in marks))}
    text = np.array([texts[mark.table, mark.system] for mark in marks], dtype=np.int64)
    tables = np.unique(np.array([table for table, _ in texts], dtype=str), return_inverse=True)[1]
    counts = cross_count(text, size, (len(texts), len(sizes)))
    return alpha(counts, level="ratio", clusters=tables, confidence=confidence, domain=sizes.astype(np.float64))


def _positive(counts: Ints, tables: Ints, confidence: float) -> Estimate:
    marked, raters = counts[:, 1], counts.sum(axis=1)
    if not marked.any():
        return undefined("no comment that two raters saw was marked")
    _, label = np.unique(tables, return_inverse=True)
    both = np.bincount(label, marked * (marked - 1))
    most = np.bincount(label, marked * (raters - 1))
    rest = most.sum() - most
    replicates = np.divide(both.sum() - both, rest, out=np.full(len(rest), np.nan), where=rest > 0)
    return share_jackknife(float(both.sum() / most.sum()), replicates, confidence=confidence)


def _systems(marks: Sequence[Marks], confidence: float) -> tuple[SystemMarks, ...]:
    shares: dict[str, dict[str, list[float]]] = {}
    for mark in marks:
        if mark.n_parts:
            by_table = shares.setdefault(mark.system, {})
            by_table.setdefault(mark.table, []).append(len(mark.wrong) / mark.n_parts)
    return tuple(
        SystemMarks(
            system,
            len(by_table),
            mean_interval(np.array([np.mean(each) for each in by_table.values()]), confidence=confidence),
        )
        for system, by_table in sorted(shares.items())
    )
