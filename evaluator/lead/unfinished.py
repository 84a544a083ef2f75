"""Places of a study with showings left: what locking now would leave out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from evaluator.models import Invitation, Rater, Slot, Study


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One place and how many of its showings have no answer; `who` is a rater code, or says that there is none."""

    email: str
    who: str
    n_missing: int


def unfinished_raters(study: Study) -> Sequence[Unfinished]:
    """Return the places with showings left, most first."""
    slots = (
        Slot.objects.filter(study=study)
        .annotate(n_missing=Count("assignments", filter=Q(assignments__revision=0)))
        .filter(n_missing__gt=0)
        .order_by("-n_missing", "number")
    )
    missing = dict(slots.values_list("id", "n_missing"))
    invited = Invitation.objects.filter(slot__in=missing, accepted_at=None, revoked_at=None)
    people = {slot: (email, "not joined") for slot, email in invited.values_list("slot", "email")}
    present = Rater.objects.filter(slot__in=missing, left_at=None)
    people |= {slot: (email, code) for slot, email, code in present.values_list("slot", "user__email", "code")}
    return [Unfinished(*people.get(slot, ("Nobody", "not invited")), n) for slot, n in missing.items()]
