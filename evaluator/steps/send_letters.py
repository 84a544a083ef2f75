"""Letters to raters: the invitation with its link, and the reminder."""

from collections.abc import Sequence
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from evaluator.links import join_link, rating_link
from evaluator.models import Invitation, Rater, Slot, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.log_event import log_event


class NotSent(Exception):
    """The mail server did not take a letter; the text says what to do."""


def send_invitation(slot: Slot, token: str) -> None:
    """Mail the link of a slot's pending invitation and note when. Raises NotSent."""
    invitation = Invitation.objects.get(slot=slot, accepted_at=None, revoked_at=None)
    facts = {"study": slot.study, "link": join_link(token), "expires_at": invitation.expires_at}
    _send([_letter(invitation.email, f"Invitation: {slot.study.name}", "lead/letters/invitation.txt", facts)])
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())


def remind_raters(study: Study, raters: Sequence[Rater], *, actor: str) -> None:
    """Mail the study's address to raters who have pairs left, in one connection, and log it.

    Raises NotNow unless the study is open; NotSent, and then nothing is logged.
    """
    if study.state != Study.State.OPEN:
        raise NotNow("The study takes no ratings now, so there is nothing to remind of.")
    facts = {"study": study, "link": rating_link(study.uuid)}
    _send(
        [_letter(rater.user.email, f"Reminder: {study.name}", "lead/letters/reminder.txt", facts) for rater in raters]
    )
    with transaction.atomic():
        log_event(study, "reminder_sent", actor=actor, raters=[rater.code for rater in raters])


def _letter(email: str, subject: str, template: str, facts: dict[str, object]) -> EmailMessage:
    # A line break in a subject would be a header of its own.
    return EmailMessage(" ".join(subject.split()), render_to_string(template, facts), to=[email])


def _send(letters: Sequence[EmailMessage]) -> None:
    try:
        get_connection().send_messages(letters)
    except (SMTPException, OSError) as error:
        raise NotSent(
            f"The mail server did not take the letter ({error}). Try again, or send the link yourself."
        ) from error
