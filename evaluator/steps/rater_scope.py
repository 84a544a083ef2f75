"""Which rows a person may reach as a rater: their own slot's, in studies that are not drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from evaluator.models import Assignment, Rater, Study

LINKS = ("uuid", "slot__study", "pair__first", "pair__second", "pair__table__table", "swapped", "revision")
# What an answer is checked against, and no texts: every submission reads it under the write lock.
CHECK_FIELDS = (
    "slot__study__uuid",
    "slot__study__state",
    "slot__study__criteria",
    "pair__first__content_digest",
    "pair__second__content_digest",
    "pair__table__table__n_columns",
)
PAGE_FIELDS = (
    *CHECK_FIELDS,
    "draft",
    "slot__study__question",
    "pair__first__description",
    "pair__first__comments",
    "pair__second__description",
    "pair__second__comments",
    "pair__table__table__name",
    "pair__table__table__dialect",
    "pair__table__table__ddl",
    "pair__table__table__columns",
    "pair__table__table__sample_rows",
)


@dataclass(frozen=True, slots=True)
class Seat:
    """The person as a rater of the study that an assignment belongs to."""

    rater_id: int
    closed_at: datetime | None


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
        .filter(user_id=user_id, study__uuid=study_id, left_at=None)
        .exclude(study__state=Study.State.DRAFT)
        .first()
    )
    if rater is None:
        raise NotYours
    return rater


def own_assignments(user_id: int, fields: Sequence[str]) -> QuerySet[Assignment]:
    """Assignments of all slots that the person fills now, with the fields asked for and the person as their rater."""
    return (
        Assignment.objects.filter(slot__raters__user_id=user_id, slot__raters__left_at=None)
        .exclude(slot__study__state=Study.State.DRAFT)
        .select_related("slot__study", "pair__first", "pair__second", "pair__table__table")
        .only(*LINKS, *fields)
        .annotate(seat_rater_id=F("slot__raters__id"), seat_closed_at=F("slot__raters__closed_at"))
    )


def own_assignment(user_id: int, assignment_id: UUID, fields: Sequence[str]) -> tuple[Seat, Assignment]:
    """Return the person as a rater, and one assignment of their slot. Raises NotYours."""
    assignment = own_assignments(user_id, fields).filter(uuid=assignment_id).first()
    if assignment is None:
        raise NotYours
    return seat_of(assignment), assignment


def seat_of(assignment: Assignment) -> Seat:
    """Return whose answer an assignment from `own_assignments` takes."""
    return Seat(getattr(assignment, "seat_rater_id"), getattr(assignment, "seat_closed_at"))  # noqa: B009


def check_open(study: Study, rater: Rater | Seat) -> None:
    """Raise NotOpen unless the study takes ratings from this rater."""
    if study.state != Study.State.OPEN:
        raise NotOpen("locked")
    if rater.closed_at is not None:
        raise NotOpen("closed")
