"""A rater's remark on a pair --> ProblemReport: the pair goes to the end of their sequence."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from evaluator.models import Assignment, ProblemReport
from evaluator.steps.rater_scope import CHECK_FIELDS, check_open, own_assignment


@transaction.atomic
def report_problem(*, user_id: int, assignment_id: UUID, text: str) -> UUID:
    """Store the remark, put the pair off to the end, and return the study's id. Raises NotYours, NotOpen."""
    seat, assignment = own_assignment(user_id, assignment_id, CHECK_FIELDS)
    check_open(assignment.slot.study, seat)
    ProblemReport.objects.create(assignment=assignment, rater_id=seat.rater_id, text=text)
    last = Assignment.objects.filter(slot_id=assignment.slot_id).aggregate(last=Max("deferred"))["last"]
    Assignment.objects.filter(pk=assignment.pk).update(deferred=last + 1)
    return assignment.slot.study.uuid
