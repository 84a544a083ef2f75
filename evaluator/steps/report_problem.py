"""A rater's remark on a pair --> ProblemReport: the pair goes to the end of their sequence."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from evaluator.models import Assignment, ProblemReport
from evaluator.steps.rater_scope import own_assignment


@transaction.atomic
def report_problem(*, user_id: int, assignment_id: UUID, text: str) -> UUID:
    """Store the remark, put the pair off to the end, and return the study's id. Raises NotYours, NotOpen.

    The same words sent twice are one remark.
    """
    assignment = own_assignment(user_id, assignment_id)
    assignment.seat.check_open()
    # Of two at once, the second waits here and finds the first one's remark.
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    ProblemReport.objects.get_or_create(assignment_id=assignment.pk, rater_id=assignment.seat.rater_pk, text=text)
    last = Assignment.objects.filter(slot_id=assignment.seat.slot_pk).aggregate(last=Max("deferred"))["last"]
    Assignment.objects.filter(pk=assignment.pk).update(deferred=last + 1)
    return assignment.seat.study_id
