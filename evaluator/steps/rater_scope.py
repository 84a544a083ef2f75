"""Which rows a person may reach as a rater: their own slot's, in studies that are not drafts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from evaluator.models import Assignment, Rater, Rating, Study
from evaluator.prepared import Prepared, Row

BEGUN = (Study.State.OPEN, Study.State.LOCKED, Study.State.REVEALED)
# In the order of the fields of Seat and OwnAssignment. Plain values and no models: every submission asks for them.
ASSIGNMENT_FIELDS = ("pk", "uuid", "pair_id", "swapped", "revision", "draft")
SEAT_FIELDS = (
    "pk",
    "slot_id",
    "closed_at",
    "last_seen_at",
    "study__uuid",
    "study__state",
    "study__question",
    "study__criteria",
    "study__n_repeats",
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A person as the rater of a study, and what a page needs of the study."""

    rater_pk: int
    slot_pk: int
    closed_at: datetime | None
    last_seen_at: datetime | None
    study_id: UUID
    study_state: str
    question: str
    criteria: list[str]
    n_repeats: int

    def check_open(self) -> None:
        """Raise NotOpen unless the study takes ratings from this rater."""
        if self.study_state != Study.State.OPEN:
            raise NotOpen("locked")
        if self.closed_at is not None:
            raise NotOpen("closed")


@dataclass(frozen=True, slots=True)
class OwnAssignment:
    """One comparison of a person's own; its texts are a SealedPair."""

    seat: Seat
    pk: int
    uuid: UUID
    pair_pk: int
    swapped: bool
    revision: int
    draft: dict[str, Any] | None


class NotYours(LookupError):
    """There is no such thing for this person; the page says 404, so that it tells nothing about others' work."""


class NotOpen(Exception):
    """The study takes no ratings: `state` says why, in a word the page has a sentence for."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class Replaced(NotOpen):
    """Somebody else fills the person's slot now; the ratings that they gave stay, and count."""

    def __init__(self, n_rated: int) -> None:
        super().__init__("replaced")
        self.n_rated = n_rated


def own_rater(user_id: int, study_id: UUID) -> Rater:
    """Return the person as a rater of the study. Raises NotYours, Replaced."""
    raters = Rater.objects.filter(user_id=user_id, study__uuid=study_id, study__state__in=BEGUN)
    rater = raters.select_related("study", "slot").filter(left_at=None).first()
    if rater is None:
        raise _not_theirs(raters)
    return rater


def own_seat(user_id: int, study_id: UUID) -> Seat:
    """Return the person's seat in a study. Raises NotYours, Replaced."""
    raters = Rater.objects.filter(user_id=user_id, study__uuid=study_id, study__state__in=BEGUN)
    for row in raters.filter(left_at=None).values_list(*SEAT_FIELDS):
        return Seat(*row)
    raise _not_theirs(raters)


def own_assignment(user_id: int, assignment_id: UUID) -> OwnAssignment:
    """Return one assignment of a slot that the person fills now, and that nobody answered before them.

    Raises NotYours, Replaced.
    """
    n = len(SEAT_FIELDS)
    for row in _of_person(user_id, assignment_id):
        assignment = OwnAssignment(Seat(*row[:n]), *row[n:])
        if not assignment.revision or _answered_by(assignment.seat.rater_pk, assignment.pk):
            return assignment
    filled = Rater.objects.filter(user_id=user_id, slot__assignments__uuid=assignment_id, study__state__in=BEGUN)
    raise _not_theirs(filled)


def n_rated_by(rater_pk: int) -> int:
    """Return how many pairs a person has rated, whoever fills their slot now."""
    return Rating.objects.filter(rater_id=rater_pk, revision=1).count()


def next_assignment(seat: Seat) -> OwnAssignment | None:
    """Return the first assignment of a seat's sequence that is not rated yet; None when there is none."""
    return next((OwnAssignment(seat, *row) for row in _next_of_slot(seat.slot_pk)), None)


def next_pair_of(slot_pk: int) -> int | None:
    """Return the pair that comes next in a slot's sequence; None when all are rated."""
    unrated = Assignment.objects.filter(slot_id=slot_pk, revision=0).order_by("deferred", "position")
    return unrated.values_list("pair_id", flat=True).first()


def _not_theirs(raters: QuerySet[Rater]) -> Exception:
    left = raters.exclude(left_at=None).values_list("pk", flat=True).first()
    return NotYours() if left is None else Replaced(n_rated_by(left))


def _answered_by(rater_pk: int, assignment_pk: int) -> bool:
    return Rating.objects.filter(assignment_id=assignment_pk, rater_id=rater_pk).exists()


def _write_of_person(user_id: int, assignment_id: UUID) -> QuerySet[Assignment, Row]:
    # One filter() for both: they are about the same row of raters.
    mine = Assignment.objects.filter(slot__raters__user_id=user_id, slot__raters__left_at=None)
    found = mine.filter(uuid=assignment_id, slot__study__state__in=BEGUN)
    return found.values_list(*(f"slot__raters__{field}" for field in SEAT_FIELDS), *ASSIGNMENT_FIELDS)


def _write_next_of_slot(slot_pk: int) -> QuerySet[Assignment, Row]:
    # By the slot alone: joined to the study, the databases look through all slots, and sort all that is left to rate.
    unrated = Assignment.objects.filter(slot_id=slot_pk, revision=0).order_by("deferred", "position")
    return unrated.values_list(*ASSIGNMENT_FIELDS)[:1]


_of_person = Prepared(_write_of_person, int, UUID)
_next_of_slot = Prepared(_write_next_of_slot, int)
