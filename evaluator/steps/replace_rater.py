"""Slot --> Invitation: somebody else takes over a place in the schedule; ratings already given stay."""

from django.db import transaction
from django.utils import timezone

from evaluator.models import Assignment, Invitation, Rater, Slot, Study, User
from evaluator.steps.advance_study import NotNow
from evaluator.steps.join_study import invite, is_exposed
from evaluator.steps.log_event import log_event


class CannotReplace(Exception):
    """That address can't take this place, or the place is not free to be taken; the text says why and what to do."""


@transaction.atomic
def replace_rater(slot: Slot, email: str, *, actor: str) -> str:
    """Let a new address fill a slot and return its invitation's token, the only time it is known.

    The present rater leaves with their ratings; drafts and postponements are theirs too, so they are dropped.
    Raises NotNow unless the study is a draft or open; CannotReplace.
    """
    study = Study.objects.select_for_update().get(pk=slot.study_id)
    if study.state not in {Study.State.DRAFT, Study.State.OPEN}:
        raise NotNow("The study takes no ratings any more, so nobody needs to be replaced.")
    _check_address(study, slot, email.strip().lower())
    if present := slot.raters.filter(left_at=None).first():
        _leave(study, slot, present, actor)
    return invite(slot, email, actor=actor)


def _leave(study: Study, slot: Slot, rater: Rater, actor: str) -> None:
    if rater.closed_at is not None:
        raise CannotReplace(f"{rater.code} has closed their ratings: there is nothing left to hand over.")
    n_open = Assignment.objects.filter(slot=slot, revision=0).count()
    if study.state == Study.State.OPEN and n_open == 0:
        raise CannotReplace(f"{rater.code} has rated all pairs: there is nothing left to hand over.")
    Rater.objects.filter(pk=rater.pk).update(left_at=timezone.now())
    Assignment.objects.filter(slot=slot).update(draft=None, deferred=0)
    log_event(study, "rater_replaced", actor=actor, rater=rater.code, slot=slot.number, n_open=n_open)


def _check_address(study: Study, slot: Slot, email: str) -> None:
    if person := User.objects.filter(email=email).first():
        _check_person(study, person)
    pending = Invitation.objects.filter(slot__study=study, email=email, accepted_at=None, revoked_at=None)
    if pending.exclude(slot=slot).exists():
        raise CannotReplace(f"{email} is invited to this study already, for another place.")


def _check_person(study: Study, person: User) -> None:
    if study.leads.filter(pk=person.pk).exists():
        raise CannotReplace(f"{person.email} leads this study, so they can't rate in it. Invite somebody else.")
    if study.raters.filter(user=person).exists():
        raise CannotReplace(f"{person.email} is or was a rater of this study. Invite somebody else.")
    if is_exposed(person.pk, study):
        raise CannotReplace(
            f"{person.email} has seen texts of this study under their writers' names. Invite somebody else."
        )
