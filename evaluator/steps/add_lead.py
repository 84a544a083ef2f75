"""A study gets one more lead, who from then on sees and does what the others do, and never rates in it."""

from django.db import transaction
from django.utils import timezone

from evaluator.models import Invitation, Study, User
from evaluator.steps.log_event import log_event


class CannotLead(Exception):
    """That address can't lead the study; the text says why and what to do."""


@transaction.atomic
def add_lead(study: Study, email: str, *, actor: str) -> User:
    """Let one more person lead a study and return them; it is logged. Raises CannotLead."""
    # The row's lock keeps an invitation from being accepted between the check and the change.
    study = Study.objects.select_for_update().get(pk=study.pk)
    person = _lead(email.strip().lower())
    _check_independent(study, person)
    study.leads.add(person)
    log_event(study, "lead_added", actor=actor, lead=person.email)
    return person


def _lead(email: str) -> User:
    person = User.objects.filter(email=email, is_active=True, simulated=False, groups__name="lead").first()
    if person is None:
        raise CannotLead(f"Nobody with the address {email} is a lead: give them the role on the team page first.")
    return person


def _check_independent(study: Study, person: User) -> None:
    if study.leads.filter(pk=person.pk).exists():
        raise CannotLead(f"{person.email} leads this study already.")
    if study.raters.filter(user=person).exists():
        raise CannotLead(f"{person.email} is or was a rater of this study, so they can’t lead it.")
    pending = Invitation.objects.filter(slot__study=study, email=person.email, accepted_at=None, revoked_at=None)
    if pending.filter(expires_at__gt=timezone.now()).exists():
        raise CannotLead(f"{person.email} is invited to rate in this study: invite somebody else for that place first.")
