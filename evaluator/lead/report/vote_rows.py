"""The votes behind the numbers: latest ratings of chosen tables under one pair, without texts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F

from evaluator.lead.report.directions import Direction
from evaluator.models import Rating, Study


@dataclass(frozen=True, slots=True)
class Vote:
    """One rater's latest answer, grades and marks towards `first`, the pair's first arm by code."""

    rater: str
    repeat: int
    first: str
    second: str
    grade: int | None
    both_bad: bool
    cant_judge: str
    shown_swapped: bool
    criteria: dict[str, int]
    wrong: tuple[tuple[str, int | None], ...]
    comment: str
    active_ms: int | None

    @property
    def left(self) -> str:
        """Return the arm that stood on the left."""
        return self.second if self.shown_swapped else self.first

    def towards(self, arm: str) -> int | None:
        """Return the grade towards an arm of the pair; None when the rater could not judge."""
        if self.grade is None:
            return None
        return self.grade if arm == self.first else -self.grade


def latest_votes(study: Study, pair: Direction, tables: Sequence[UUID]) -> dict[UUID, list[Vote]]:
    """Return votes by table, in the order of the rater codes, hidden repeats after the first answer."""
    first, second = sorted(pair)
    ratings = (
        Rating.objects.filter(
            assignment__pair__study=study,
            assignment__pair__table__table__uuid__in=tables,
            assignment__pair__first__arm__code=first,
            assignment__pair__second__arm__code=second,
            revision=F("assignment__revision"),
        )
        .select_related("rater")
        .annotate(table_uuid=F("assignment__pair__table__table__uuid"), repeat=F("assignment__repeat"))
    )
    by_table: defaultdict[UUID, list[Vote]] = defaultdict(list)
    for rating in ratings:
        by_table[rating.table_uuid].append(_vote(rating, first, second))
    for votes in by_table.values():
        votes.sort(key=lambda vote: (len(vote.rater), vote.rater, vote.repeat))
    return dict(by_table)


def _vote(rating: Any, first: str, second: str) -> Vote:
    return Vote(
        rater=rating.rater.code,
        repeat=rating.repeat,
        first=first,
        second=second,
        grade=rating.grade,
        both_bad=rating.both_bad,
        cant_judge=rating.get_cant_judge_display() if rating.cant_judge else "",
        shown_swapped=rating.shown_swapped,
        criteria=rating.criteria,
        wrong=tuple((side, column) for side, column in rating.wrong),
        comment=rating.comment,
        active_ms=rating.active_ms,
    )
