"""Assignment --> BlindPair: the rater's next pair, or one of their own again."""

import math
from collections.abc import Collection
from statistics import median
from uuid import UUID, uuid4

from django.db.models import Count, Q, QuerySet

from evaluator.models import Assignment, Rating
from evaluator.prepared import Prepared, Row
from evaluator.steps.blind_pair import BlindPair, ColumnRow, Progress
from evaluator.steps.judgement import Answer, Mark, answer_of_rating
from evaluator.steps.open_again import answered_before, check_open_again
from evaluator.steps.rater_scope import (
    NotYours,
    OwnAssignment,
    Seat,
    next_assignment,
    own_assignment,
    own_rater,
    own_seat,
)
from evaluator.steps.sealed_pair import SealedPair, sealed_pair
from evaluator.steps.shown_side import token_of_sides

# The median of fewer pairs says too little about the time still needed.
N_BEFORE_ESTIMATE = 5
N_RECENT = 40


def next_pair(*, user_id: int, study_id: UUID) -> BlindPair | None:
    """Return the first pair of the person's sequence that is not rated yet; None when all are.

    Raises NotYours, and NotOpen when the study is locked or the rater's part is closed.
    """
    return next_of(own_seat(user_id, study_id))


def next_of(seat: Seat) -> BlindPair | None:
    """Return the next pair of somebody whose seat is known. Raises NotOpen."""
    seat.check_open()
    assignment = next_assignment(seat)
    return _blind(assignment) if assignment else None


def present_pair(*, user_id: int, assignment_id: UUID) -> BlindPair:
    """Return one of the person's own pairs, with their last answer or draft filled in. Raises NotYours, NotOpen."""
    return _blind(own_assignment(user_id, assignment_id))


def present_with(*, user_id: int, assignment_id: UUID, answer: Answer) -> BlindPair:
    """Return one of the person's own pairs with this answer filled in: for a form that could not be taken as it is."""
    return _blind(own_assignment(user_id, assignment_id), answer)


def last_answered(*, user_id: int, study_id: UUID, before: UUID | None = None) -> UUID:
    """Return the assignment that the person answered last, or just before `before`.

    Raises NotYours when there is none, Replaced.
    """
    last = answered_before(own_rater(user_id, study_id), before)
    if last is None:
        raise NotYours
    return last


def progress_of(slot_pk: int, rater_pk: int) -> Progress:
    """Return how much of a slot's sequence is rated, and the time that its rater will need for the rest."""
    n_total, n_done = next(iter(_counts(slot_pk)), (0, 0))
    n_open, minutes = n_total - n_done, None
    if n_done >= N_BEFORE_ESTIMATE and n_open and (recent := _recent_times(rater_pk)):
        minutes = math.ceil(median(ms for (ms,) in recent) * n_open / 60_000)
    return Progress(n_done=n_done, n_total=n_total, minutes_left=minutes)


def _blind(assignment: OwnAssignment, answer: Answer | None = None) -> BlindPair:
    seat = assignment.seat
    seat.check_open()
    if assignment.revision:
        check_open_again(seat, assignment.pk)
    pair = sealed_pair(seat.study_id, assignment.pair_pk)
    left, right = pair.sides(swapped=assignment.swapped)
    shown_answer = answer or _kept_answer(assignment)
    return BlindPair(
        assignment_id=assignment.uuid,
        study_id=seat.study_id,
        question=seat.question,
        table=pair.table,
        left=left.description,
        right=right.description,
        columns=_column_rows(pair, swapped=assignment.swapped, wrong=shown_answer.wrong),
        criteria=tuple(seat.criteria),
        answer=shown_answer,
        base_revision=assignment.revision,
        submission_key=uuid4(),
        side_token=token_of_sides(assignment.uuid, left.content_digest, right.content_digest),
        progress=progress_of(seat.slot_pk, seat.rater_pk),
    )


def _column_rows(pair: SealedPair, *, swapped: bool, wrong: Collection[Mark]) -> tuple[ColumnRow, ...]:
    """Return the rows of the grid: schema, left comment, right comment, and which of the two are marked wrong."""
    left, right = pair.sides(swapped=swapped)
    return tuple(
        ColumnRow(
            index=index,
            name=column["name"],
            type=column["type"],
            keys=tuple(column["key"].split()),
            nullable=column["nullable"],
            left=one,
            right=other,
            left_wrong=("left", index) in wrong,
            right_wrong=("right", index) in wrong,
        )
        for index, (column, one, other) in enumerate(zip(pair.columns, left.comments, right.comments, strict=True))
    )


def _kept_answer(assignment: OwnAssignment) -> Answer:
    """A draft is newer than the last rating: saving a rating clears it."""
    if assignment.draft is not None:
        return Answer.from_json(assignment.draft)
    if assignment.revision:
        rating = Rating.objects.get(assignment_id=assignment.pk, revision=assignment.revision)
        return answer_of_rating(rating, swapped=assignment.swapped)
    return Answer()


def _write_counts(slot_pk: int) -> QuerySet[Assignment, Row]:
    done = Count("id", filter=Q(revision__gt=0))
    return (
        Assignment.objects.filter(slot_id=slot_pk)
        .values("slot_id")
        .annotate(n=Count("id"), done=done)
        .values_list("n", "done")
    )


def _write_recent_times(rater_pk: int) -> QuerySet[Rating, Row]:
    timed = Rating.objects.filter(rater_id=rater_pk, revision=1, active_ms__isnull=False)
    return timed.order_by("-id").values_list("active_ms")[:N_RECENT]


_counts = Prepared(_write_counts, int)
_recent_times = Prepared(_write_recent_times, int)
