"""Which rows a person may reach as a rater: their own slot's, in studies that are not drafts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from evaluator.models import Assignment, Rater, Rating, Study

# In the order of OwnAssignment's fields. Plain values and no models: every submission asks for them twice.
FIELDS = (
    "pk",
    "uuid",
    "slot_id",
    "pair_id",
    "swapped",
    "revision",
    "draft",
    "slot__study__uuid",
    "slot__study__state",
    "slot__study__question",
    "slot__study__criteria",
    "slot__raters__id",
    "slot__raters__closed_at",
)
BEGUN = (Study.State.OPEN, Study.State.LOCKED, Study.State.REVEALED)


@dataclass(frozen=True, slots=True)
class OwnAssignment:
    """One comparison of a person's own, with the study and the person as its rater; its texts are a SealedPair."""

    pk: int
    uuid: UUID
    slot_pk: int
    pair_pk: int
    swapped: bool
    revision: int
    draft: dict[str, Any] | None
    study_id: UUID
    study_state: str
    question: str
    criteria: list[str]
    rater_pk: int
    closed_at: datetime | None

    def check_open(self) -> None:
        """Raise NotOpen unless the study takes ratings from this rater."""
        check_open(self.study_state, self.closed_at)


class NotYours(LookupError):
    """There is no such thing for this person; the page says 404, so that it tells nothing about others' work."""


class NotOpen(Exception):
    """The study takes no ratings: `state` says why, in a word the page has a sentence for."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def own_rater(user_id: int, study_id: UUID) -> Rater:
    """Return the person as a rater of the study. Raises NotYours."""
    rater = (
        Rater.objects.select_related("study", "slot")
        .filter(user_id=user_id, study__uuid=study_id, study__state__in=BEGUN, left_at=None)
        .first()
    )
    if rater is None:
        raise NotYours
    return rater


def own_assignment(user_id: int, assignment_id: UUID) -> OwnAssignment:
    """Return one assignment of a slot that the person fills now, and that nobody answered before them. Raises NotYours."""
    assignment = next(_read(_of_person(user_id).filter(uuid=assignment_id)), None)
    if assignment is None or (assignment.revision and not _answered_by(assignment.rater_pk, assignment.pk)):
        raise NotYours
    return assignment


def next_assignment(user_id: int, study_id: UUID) -> OwnAssignment | None:
    """Return the first assignment of the person's sequence that is not rated yet; None when there is none."""
    unrated = _of_person(user_id).filter(slot__study__uuid=study_id, revision=0)
    return next(_read(unrated.order_by("deferred", "position")[:1]), None)


def check_open(study_state: str, closed_at: datetime | None) -> None:
    """Raise NotOpen unless a study in this state takes ratings from a rater who closed theirs then, or not yet."""
    if study_state != Study.State.OPEN:
        raise NotOpen("locked")
    if closed_at is not None:
        raise NotOpen("closed")


def _answered_by(rater_pk: int, assignment_pk: int) -> bool:
    return Rating.objects.filter(assignment_id=assignment_pk, rater_id=rater_pk).exists()


def _of_person(user_id: int) -> QuerySet[Assignment]:
    # One filter() for both conditions: they are about the same row of raters.
    return Assignment.objects.filter(
        slot__raters__user_id=user_id, slot__raters__left_at=None, slot__study__state__in=BEGUN
    )


def _read(assignments: QuerySet[Assignment]) -> Iterator[OwnAssignment]:
    return (OwnAssignment(*row) for row in assignments.values_list(*FIELDS))
