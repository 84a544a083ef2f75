"""People of the team: added, given roles, closed and opened again; some lead always stays."""

from collections.abc import Collection

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group
from django.db import transaction

from evaluator.models import User
from evaluator.models.user import ROLES
from evaluator.signals import account_closed


class ChangeRefused(Exception):
    """Nothing was changed; the text says why and what to do."""


class NoLeadLeft(ChangeRefused):
    """The change would leave the team without anybody who can sign in as a lead."""

    def __init__(self) -> None:
        super().__init__("Nobody would be left who can sign in as a lead: make somebody else a lead first.")


class OwnAccount(ChangeRefused):
    """Somebody closes the account they are signed in with."""

    def __init__(self) -> None:
        super().__init__("This is your own account: ask another lead to close it.")


class NoPerson(ChangeRefused):
    """The address belongs to a simulated rater, which is a program."""

    def __init__(self, email: str) -> None:
        super().__init__(f"{email} is a simulated rater: no person can sign in with this address. Take another one.")


@transaction.atomic
def add_person(email: str, roles: Collection[str], *, name: str = "") -> tuple[User, bool]:
    """Return the person with this address and whether they are new; roles are added to those they have.

    A name is taken when none is known yet. Raises NoPerson.
    """
    email = email.strip().lower()
    person = User.objects.select_for_update().filter(email=email).first()
    created = person is None
    if person is None:
        person = User.objects.create_user(email, name=name)
    if person.simulated:
        raise NoPerson(email)
    if name and not person.name:
        User.objects.filter(pk=person.pk).update(name=name)
    person.groups.add(*_groups(roles))
    return person, created


@transaction.atomic
def set_roles(person: User, roles: Collection[str]) -> None:
    """Give a person exactly these roles. Raises NoLeadLeft."""
    person.groups.set(_groups(roles))
    _check_lead_left()


@transaction.atomic
def set_active(person: User, *, active: bool, actor: User) -> None:
    """Close an account, which ends its sessions at once and keeps all its ratings, or open it again.

    Raises NoLeadLeft, OwnAccount.
    """
    if person == actor and not active:
        raise OwnAccount
    User.objects.filter(pk=person.pk).update(is_active=active)
    _check_lead_left()
    if not active:
        account_closed.send(sender=User, person=person)


def _groups(roles: Collection[str]) -> list[Group]:
    if unknown := set(roles).difference(ROLES):
        raise ValueError(f"{', '.join(sorted(unknown))}: roles are {', '.join(ROLES)}")
    return [Group.objects.get(name=role) for role in sorted(roles)]


def _check_lead_left() -> None:
    # The group's row is the lock: two leads who close each other's accounts at once come one after the other.
    lead = Group.objects.select_for_update().get(name="lead")
    leads = User.objects.filter(groups=lead, is_active=True, simulated=False)
    if not leads.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists():
        raise NoLeadLeft
