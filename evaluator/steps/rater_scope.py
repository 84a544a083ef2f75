"""Which rows a person may reach as a rater: their own slot's, in studies that are not drafts."""

from uuid import UUID

from django.db.models import QuerySet

from evaluator.models import Assignment, Rater, Study


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


def own_assignments(user_id: int) -> QuerySet[Assignment]:
    """Assignments of all slots that the person fills now, with everything that a page shows."""
    return (
        Assignment.objects.filter(slot__raters__user_id=user_id, slot__raters__left_at=None)
        .exclude(slot__study__state=Study.State.DRAFT)
        .select_related("slot__study", "pair__first", "pair__second", "pair__table__table")
        .defer("pair__table__table__original", "slot__study__guideline")
    )


def own_assignment(user_id: int, assignment_id: UUID) -> tuple[Rater, Assignment]:
    """Return the person as a rater, and one assignment of their slot. Raises NotYours."""
    assignment = own_assignments(user_id).filter(uuid=assignment_id).first()
    if assignment is None:
        raise NotYours
    return Rater.objects.get(slot_id=assignment.slot_id, user_id=user_id, left_at=None), assignment


def check_open(study: Study, rater: Rater) -> None:
    """Raise NotOpen unless the study takes ratings from this rater."""
    if study.state != Study.State.OPEN:
        raise NotOpen("locked")
    if rater.closed_at is not None:
        raise NotOpen("closed")
