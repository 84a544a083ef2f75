"""A draft's raters: one more slot, or one less."""

from django.db import transaction

from evaluator.models import Assignment, Invitation, Slot, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.join_study import invite
from evaluator.steps.log_event import append_link


class CannotChange(Exception):
    """The slots can't be changed as asked; the text says why and what to do."""


@transaction.atomic
def add_slot(study: Study, email: str, *, actor: str) -> str:
    """Add a slot to a draft, invite an address to fill it, and return the link's token, known this once only."""
    study, email = _draft(study), email.strip().lower()
    check_address(study, email)
    return invite(Slot.objects.create(study=study, number=study.slots.count() + 1), email, actor=actor)


@transaction.atomic
def remove_slot(slot: Slot, *, actor: str) -> None:
    """Take a slot that nobody has filled yet out of a draft; later slots move up by one."""
    study = _draft(slot.study)
    if slot.raters.exists():
        raise CannotChange("They have joined already: replace them by somebody else on the study's page.")
    Assignment.objects.filter(slot__study=study).delete()
    Invitation.objects.filter(slot=slot).delete()
    number = slot.number
    slot.delete()
    for later in study.slots.filter(number__gt=number).order_by("number"):
        Slot.objects.filter(pk=later.pk).update(number=later.number - 1)
    append_link(study, "rater_removed", actor=actor, detail={"slot": number})


def check_address(study: Study, email: str) -> None:
    """Raise CannotChange when an address leads the study or is invited to it already."""
    if study.leads.filter(email=email).exists():
        raise CannotChange(f"{email} leads the study, so they can't rate in it.")
    if Invitation.objects.filter(slot__study=study, email=email, revoked_at=None).exists():
        raise CannotChange(f"{email} is invited already.")


def _draft(study: Study) -> Study:
    locked = Study.objects.select_for_update().get(pk=study.pk)
    if locked.state != Study.State.DRAFT:
        raise NotNow(f"The study is {locked.state}; its slots were fixed when it opened.")
    return locked
