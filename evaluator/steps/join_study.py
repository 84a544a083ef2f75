"""Invitation --> Rater: an address is asked to fill a slot, and a person accepts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from evaluator.canonical import sha256_hex
from evaluator.models import Exposure, Invitation, Rater, Slot, Study, User
from evaluator.steps.log_event import log_event

VALID_FOR = timedelta(days=14)
SALT = "evaluator.invitation"


class InvitationRefused(Exception):
    """The link can't be used; the text says why and what to do."""


class InvitationUnknown(InvitationRefused):
    """No invitation has this link."""


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation's page shows before it is accepted."""

    email: str
    study_name: str
    question: str
    expires_at: datetime
    has_account: bool


@transaction.atomic
def invite(slot: Slot, email: str, *, actor: str) -> str:
    """Ask an address to fill a slot and return the link's token, the only time it is known. Replaces a pending one."""
    Invitation.objects.filter(slot=slot, accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    secret = get_random_string(32)
    invitation = Invitation.objects.create(
        slot=slot,
        email=email.strip().lower(),
        secret_digest=sha256_hex(secret.encode()),
        expires_at=timezone.now() + VALID_FOR,
    )
    log_event(slot.study, "rater_invited", actor=actor, slot=slot.number)
    return signing.dumps([str(invitation.uuid), secret], salt=SALT)


def look_at_invitation(token: str) -> Invited:
    """Return what the link is for, without using it up. Raises InvitationRefused."""
    invitation = _valid(token)
    study = invitation.slot.study
    return Invited(
        email=invitation.email,
        study_name=study.name,
        question=study.question,
        expires_at=invitation.expires_at,
        has_account=User.objects.filter(email=invitation.email).exists(),
    )


def accept_invitation(token: str, *, user: User | None, name: str = "", password: str = "") -> User:
    """Fill the slot with the invited person, made anew when they have no account, and return them.

    `user` is who is signed in; it must be the invited address. Raises InvitationRefused.
    """
    # Hashing is slow on purpose: before the transaction, so that nobody waits meanwhile for the database.
    return _accept(token, user, name, make_password(password) if user is None else "")


@transaction.atomic
def _accept(token: str, user: User | None, name: str, password_hash: str) -> User:
    invitation = Invitation.objects.select_for_update().get(pk=_valid(token).pk)
    # Again, now that the row is ours: the form may have been sent twice at once.
    _valid(token)
    person = _person(invitation, user, name, password_hash)
    enrol(person, invitation.slot)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())
    return person


@transaction.atomic
def enrol(person: User, slot: Slot) -> Rater:
    """Make a person the rater of a slot. Raises InvitationRefused when they lead the study, are exposed, or rate in it."""
    study = Study.objects.select_for_update().get(pk=slot.study_id)
    # Whoever is just being shown texts by name holds this row until that is recorded.
    User.objects.select_for_update().get(pk=person.pk)
    _check_independent(person, study)
    rater = Rater.objects.create(study=study, slot=slot, user=person, code=f"R{study.raters.count() + 1}")
    person.groups.add(Group.objects.get(name="rater"))
    log_event(study, "rater_joined", actor=rater.code, slot=slot.number)
    return rater


def _check_independent(person: User, study: Study) -> None:
    if study.leads.filter(pk=person.pk).exists():
        raise InvitationRefused("You lead this study, so you can't rate in it. Ask for another person to be invited.")
    if study.raters.filter(user=person).exists():
        raise InvitationRefused("You are in this study already: sign in, and it is on your home page.")
    if is_exposed(person.pk, study):
        raise InvitationRefused(
            "You have seen some of this study's texts together with their writers' names, "
            "so you can't judge them blind. Tell the person who invited you."
        )


def is_exposed(user_id: int, study: Study) -> bool:
    """Tell whether a person has seen any of the study's texts under its writer's name (never which)."""
    seen = Exposure.objects.filter(user_id=user_id).values("content_digest")
    return study.arms.filter(candidates__content_digest__in=seen).exists()


def _valid(token: str) -> Invitation:
    again = "Ask the person who invited you for a new link."
    try:
        invitation_id, secret = signing.loads(token, salt=SALT, max_age=VALID_FOR)
        invitation = Invitation.objects.select_related("slot__study").get(uuid=UUID(invitation_id))
    except signing.SignatureExpired as error:
        raise InvitationRefused(f"This link has expired. {again}") from error
    except (signing.BadSignature, Invitation.DoesNotExist, ValueError, TypeError) as error:
        raise InvitationUnknown(f"This link is broken, perhaps because it was copied in part. {again}") from error
    if invitation.secret_digest != sha256_hex(secret.encode()) or invitation.revoked_at is not None:
        raise InvitationRefused(f"This link was replaced by a newer one. {again}")
    if invitation.accepted_at is not None:
        raise InvitationRefused("This invitation is accepted already: sign in, and the study is on your home page.")
    if invitation.expires_at < timezone.now():
        raise InvitationRefused(f"This link has expired. {again}")
    if invitation.slot.study.state not in {Study.State.DRAFT, Study.State.OPEN}:
        raise InvitationRefused("The study takes no ratings any more. Thank you for wanting to help.")
    return invitation


def _person(invitation: Invitation, user: User | None, name: str, password_hash: str) -> User:
    known = User.objects.filter(email=invitation.email).first()
    if known is None and user is None:
        return User.objects.create(email=invitation.email, password=password_hash, name=name)
    if user is None:
        raise InvitationRefused(f"Sign in as {invitation.email} first, then open the link again.")
    if user.email != invitation.email:
        raise InvitationRefused(f"The invitation is for {invitation.email}; you are signed in as {user.email}.")
    return user
