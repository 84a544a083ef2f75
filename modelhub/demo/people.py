"""The demo's people, with generated passwords that are written down once."""

from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.crypto import get_random_string

from evaluator.models import User
from modelhub.demo.content import ENGINEER, LEAD, OTHER_RATERS, RATERS, SIMULATED

LOGINS = {LEAD: "lead", ENGINEER: "engineer", **dict.fromkeys((*RATERS, *OTHER_RATERS), "rater")}


def add_people(logins_file: Path) -> dict[str, User]:
    """Make the demo's people unless they are there, write their passwords down, and return them by address."""
    if not _people():
        _make(logins_file)
    return _people()


def _people() -> dict[str, User]:
    return {person.email: person for person in User.objects.filter(email__in=(*LOGINS, *SIMULATED))}


@transaction.atomic
def _make(logins_file: Path) -> None:
    """Make everybody; the file, which only we can read, is written before that counts: no password is lost in between."""
    lines = []
    for email, role in LOGINS.items():
        password = get_random_string(14)
        person = User.objects.create_user(email, password)
        person.groups.add(Group.objects.get(name=role))
        lines.append(f"{role:<9} {email:<24} {password}\n")
    for email in SIMULATED:
        User.objects.create_user(email, name="Simulated rater", simulated=True)
    logins_file.touch(mode=0o600)
    logins_file.write_text("".join(lines), encoding="utf-8")
