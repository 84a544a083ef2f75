"""The team as a lead sees it: people with their roles, found by address or name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from evaluator.models import User


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the team's list."""

    email: str
    name: str
    roles: tuple[str, ...]
    active: bool
    has_password: bool
    last_seen: datetime | None


def people(search: str) -> QuerySet[User]:
    """Return the people whose address or name contains the text; simulated raters are programs and left out."""
    found = User.objects.filter(simulated=False).filter(Q(email__icontains=search) | Q(name__icontains=search))
    groups = Prefetch("groups", queryset=Group.objects.order_by("name"))
    return found.order_by("-is_active", "email").prefetch_related(groups)


def person_rows(page: Sequence[User]) -> Sequence[Person]:
    """Return the list's lines."""
    return [person_row(person) for person in page]


def person_row(person: User) -> Person:
    """Return one line of the list."""
    return Person(
        email=person.email,
        name=person.name,
        roles=tuple(group.name for group in person.groups.all()),
        active=person.is_active,
        has_password=person.has_usable_password(),
        last_seen=person.last_login,
    )


def person_of(email: str) -> User:
    """Return the person with this address. Raises Http404."""
    person = User.objects.filter(email=email.replace("\x00", "").strip().lower(), simulated=False).first()
    if person is None:
        raise Http404
    return person
