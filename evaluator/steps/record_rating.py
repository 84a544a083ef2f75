"""Judgement --> Rating: one more revision, stored once, whatever the network does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from evaluator.models import Assignment, Rater, Rating
from evaluator.prepared import Prepared, PreparedInsert, PreparedUpdate, Row
from evaluator.steps.judgement import RATING_FIELDS, SIDES, Answer, Judgement, rating_fields
from evaluator.steps.open_again import check_open_again
from evaluator.steps.rater_scope import NotOpen, NotYours, OwnAssignment, Replaced, Seat, own_assignment
from evaluator.steps.sealed_pair import SealedPair, sealed_pair
from evaluator.steps.shown_side import token_of_sides
from evaluator.steps.write_turn import write_turn

# Leads see when somebody was last here to the minute; a write less for most answers.
SEEN_EVERY = timedelta(minutes=1)


class StaleRevision(Exception):
    """The page was loaded before a newer revision was stored."""


class UnfitAnswer(Exception):
    """The answer speaks of criteria, columns or comments that this pair doesn't have."""


class WrongSide(Exception):
    """The page showed the texts in another order than the schedule's, so its answer can't be coded."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was stored, and whose answer it is."""

    assignment_id: UUID
    seat: Seat
    revision: int
    answer: Answer

    @classmethod
    def of(cls, assignment: OwnAssignment, revision: int, answer: Answer) -> Self:
        """Say what was stored, as the rater's page needs it."""
        return cls(assignment.uuid, assignment.seat, revision, answer)


def record_rating(*, user_id: int, assignment_id: UUID, judgement: Judgement) -> Recorded:
    """Append one revision; the same submission key returns the row already stored.

    Raises NotYours; Replaced; NotOpen when the study is locked, the rater's part is closed or the answer settled (it is then kept as
    the assignment's draft, uncounted); StaleRevision; WrongSide; UnfitAnswer.
    """
    try:
        return _record(user_id, assignment_id, judgement)
    except Replaced:
        # The assignment is somebody else's by now: there is no place for a draft.
        raise
    except NotOpen:
        keep_draft(user_id=user_id, assignment_id=assignment_id, answer=judgement.answer)
        raise


@write_turn()
def _record(user_id: int, assignment_id: UUID, judgement: Judgement) -> Recorded:
    # The lock comes first: locking the study takes all assignments' rows, so that no rating slips in behind its digest.
    if not _lock(assignment_id):
        raise NotYours
    assignment = own_assignment(user_id, assignment_id)
    if assignment.revision and (stored := _stored_revision(assignment, judgement)):
        return Recorded.of(assignment, stored, judgement.answer)
    assignment.seat.check_open()
    if assignment.revision:
        check_open_again(assignment.seat, assignment.pk)
    pair = sealed_pair(assignment.seat.study_id, assignment.pair_pk)
    _check_side(assignment, pair, judgement.side_token)
    if judgement.base_revision != assignment.revision:
        raise StaleRevision
    _check_fit(assignment, pair, judgement.answer)
    return _append(assignment, judgement)


def _stored_revision(assignment: OwnAssignment, judgement: Judgement) -> int | None:
    same = Rating.objects.filter(assignment_id=assignment.pk, submission_key=judgement.submission_key)
    return same.values_list("revision", flat=True).first()


def _check_side(assignment: OwnAssignment, pair: SealedPair, token: str) -> None:
    left, right = pair.sides(swapped=assignment.swapped)
    if not constant_time_compare(token, token_of_sides(assignment.uuid, left.content_digest, right.content_digest)):
        raise WrongSide


def _check_fit(assignment: OwnAssignment, pair: SealedPair, answer: Answer) -> None:
    texts = dict(zip(SIDES, pair.sides(swapped=assignment.swapped), strict=True))
    unknown = set(answer.criteria) - set(assignment.seat.criteria)
    if unknown or any(not _is_there(texts[side].comments, column) for side, column in answer.wrong):
        raise UnfitAnswer


def _is_there(comments: Sequence[str | None], column: int | None) -> bool:
    """Tell whether there is a text to be marked as wrong; every table has a description."""
    return column is None or (column < len(comments) and comments[column] is not None)


def _append(assignment: OwnAssignment, judgement: Judgement) -> Recorded:
    revision, now = assignment.revision + 1, timezone.now()
    fields = rating_fields(judgement.answer, swapped=assignment.swapped)
    _insert(
        assignment.pk,
        assignment.seat.rater_pk,
        revision,
        judgement.submission_key,
        assignment.swapped,
        judgement.answer.active_ms,
        now,
        *(fields[name] for name in RATING_FIELDS),
    )
    _answered(revision, now, None, assignment.pk)
    if not assignment.seat.last_seen_at or now - assignment.seat.last_seen_at > SEEN_EVERY:
        Rater.objects.filter(pk=assignment.seat.rater_pk).update(last_seen_at=now)
    return Recorded.of(assignment, revision, judgement.answer)


@write_turn()
def keep_draft(*, user_id: int, assignment_id: UUID, answer: Answer, base_revision: int | None = None) -> None:
    """Keep an answer that is not submitted (or came too late) with its assignment. Raises NotYours.

    A draft that starts from an older revision than the stored one is dropped: its answer was submitted meanwhile.
    """
    assignment = own_assignment(user_id, assignment_id)
    kept = Assignment.objects.filter(pk=assignment.pk)
    if base_revision is not None:
        # In the query, so that a rating stored just now still counts.
        kept = kept.filter(revision=base_revision)
    kept.update(draft=answer.as_json())


def _write_lock(assignment_id: UUID) -> QuerySet[Assignment, Row]:
    return Assignment.objects.select_for_update().filter(uuid=assignment_id).values_list("id")


_lock = Prepared(_write_lock, UUID)
_insert = PreparedInsert(
    Rating,
    *("assignment", "rater", "revision", "submission_key", "shown_swapped", "active_ms", "created_at"),
    *RATING_FIELDS,
)
_answered = PreparedUpdate(Assignment, "revision", "answered_at", "draft")
