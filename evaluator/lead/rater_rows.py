"""One line per place in a study's schedule: who fills it, how far they are, and what a lead should look at."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from evaluator.lead.reminders import IDLE_AFTER, last_reminders
from evaluator.models import Assignment, Invitation, Rater, Rating, Slot, Study

# Nobody reads two texts in less; a few such answers are worth a question, one is a slip, and so are 3 in 1,000.
FAST_MS = 10_000
MIN_FAST, MIN_FAST_SHARE = 3, 0.02


@dataclass(frozen=True, slots=True)
class Work:
    """Showings of one slot, repeats counted apart as well."""

    n_done: int = 0
    n_total: int = 0
    n_repeats_done: int = 0
    n_repeats: int = 0

    @property
    def n_left(self) -> int:
        """Showings without an answer."""
        return self.n_total - self.n_done


@dataclass(frozen=True, slots=True)
class Speed:
    """Active time of a rater's first answers."""

    median_ms: int | None = None
    n_fast: int = 0


@dataclass(frozen=True, slots=True)
class RaterRow:
    """A slot, the person in it or the address invited to it, and those who left it."""

    slot: int
    study: Study
    rater: Rater | None
    invitation: Invitation | None
    left: tuple[Rater, ...]
    work: Work
    speed: Speed
    reminded_at: datetime | None

    @property
    def email(self) -> str:
        """Whose place it is."""
        if self.rater is not None:
            return self.rater.user.email
        return self.invitation.email if self.invitation else ""

    @property
    def last_seen_at(self) -> datetime | None:
        """When the person in the place last answered."""
        return self.rater.last_seen_at if self.rater else None

    @property
    def finished(self) -> bool:
        """All showings are rated."""
        return self.work.n_total > 0 and self.work.n_done == self.work.n_total

    @property
    def invitation_expired(self) -> bool:
        """The pending link can't be used any more."""
        return self.invitation is not None and self.invitation.expires_at < timezone.now()

    @property
    def idle_days(self) -> int:
        """Days without an answer from somebody who has pairs left; 0 when it is too few to mention."""
        if self.rater is None or self.finished or self.study.state != Study.State.OPEN or not self.study.opened_at:
            return 0
        away = timezone.now() - max(self.rater.last_seen_at or self.rater.joined_at, self.study.opened_at)
        return away.days if away >= IDLE_AFTER else 0

    @property
    def n_fast(self) -> int:
        """First answers under ten seconds, when there are enough to mention."""
        enough = max(MIN_FAST, MIN_FAST_SHARE * self.work.n_done)
        return self.speed.n_fast if self.speed.n_fast >= enough else 0

    @property
    def can_be_reminded(self) -> bool:
        """There is somebody with pairs left, and the study takes ratings."""
        return self.study.state == Study.State.OPEN and self.rater is not None and not self.finished

    @property
    def can_be_replaced(self) -> bool:
        """Somebody else could still take over pairs."""
        return self.study.state in {Study.State.DRAFT, Study.State.OPEN} and not self.finished


def rater_rows(study: Study, slots: Sequence[Slot]) -> Sequence[RaterRow]:
    """Return the lines of some of a study's slots, in their order; the number of queries does not grow with them."""
    ids = [slot.pk for slot in slots]
    present, left = _people(ids)
    pending = {row.slot_id: row for row in Invitation.objects.filter(slot__in=ids, accepted_at=None, revoked_at=None)}
    work, reminded = _work(ids), last_reminders(study)
    speed = _speed([rater.pk for rater in present.values()])
    return [
        RaterRow(
            slot=slot.number,
            study=study,
            rater=(rater := present.get(slot.pk)),
            invitation=None if rater else pending.get(slot.pk),
            left=tuple(left[slot.pk]),
            work=work.get(slot.pk, Work()),
            speed=speed.get(rater.pk, Speed()) if rater else Speed(),
            reminded_at=reminded.get(rater.code) if rater else None,
        )
        for slot in slots
    ]


def find_slots(study: Study, *, search: str) -> QuerySet[Slot]:
    """Return a study's slots, those whose present rater or invited address matches when something is searched for."""
    slots = Slot.objects.filter(study=study).order_by("number")
    if not search:
        return slots
    people = Rater.objects.filter(study=study, left_at=None).filter(
        Q(user__email__icontains=search) | Q(code__iexact=search)
    )
    invited = Invitation.objects.filter(slot__study=study, accepted_at=None, revoked_at=None, email__icontains=search)
    return slots.filter(Q(pk__in=people.values("slot")) | Q(pk__in=invited.values("slot")))


def _people(slots: Sequence[int]) -> tuple[dict[int, Rater], defaultdict[int, list[Rater]]]:
    present: dict[int, Rater] = {}
    left: defaultdict[int, list[Rater]] = defaultdict(list)
    for rater in Rater.objects.filter(slot__in=slots).select_related("user").order_by("left_at"):
        if rater.left_at is None:
            present[rater.slot_id] = rater
        else:
            left[rater.slot_id].append(rater)
    return present, left


def _work(slots: Sequence[int]) -> dict[int, Work]:
    rated, repeat = Q(revision__gt=0), Q(repeat__gt=0)
    rows = (
        Assignment.objects.filter(slot__in=slots)
        .values("slot")
        .annotate(
            done=Count("id", filter=rated),
            n=Count("id"),
            repeats_done=Count("id", filter=rated & repeat),
            repeats=Count("id", filter=repeat),
        )
    )
    return {row["slot"]: Work(row["done"], row["n"], row["repeats_done"], row["repeats"]) for row in rows}


def _speed(raters: Sequence[int]) -> dict[int, Speed]:
    """Medians are taken in the database: the rows of a large study would cost more than the whole page."""
    timed = Rating.objects.filter(rater__in=raters, revision=1, active_ms__isnull=False)
    ranked = timed.annotate(
        rank=Window(RowNumber(), partition_by=F("rater"), order_by="active_ms"),
        n=Window(Count("id"), partition_by=F("rater")),
    )
    medians = dict(ranked.filter(rank=(F("n") + 1) / 2).values_list("rater", "active_ms"))
    fast = dict(timed.filter(active_ms__lt=FAST_MS).values("rater").annotate(n=Count("id")).values_list("rater", "n"))
    return {rater: Speed(median, fast.get(rater, 0)) for rater, median in medians.items()}
