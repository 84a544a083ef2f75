"""manage.py add_user EMAIL --role lead: the first people of a team, before anybody can sign in."""

import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from evaluator.accounts.password_link import password_link
from evaluator.models import User
from evaluator.models.user import ROLES
from evaluator.steps.manage_people import NoPerson, add_person


class Command(BaseCommand):
    """Add a person, or roles to a person, and print a one-time link to set the password."""

    help = "Add a person, or roles to one who is there, and print a one-time link to set the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", action="append", choices=ROLES, required=True, help="may be given several times")
        parser.add_argument("--name", default="")
        parser.add_argument("--password-stdin", action="store_true", help="read the password's one line from stdin")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
            with transaction.atomic():
                person, created = add_person(options["email"], options["role"], name=options["name"])
                if options["password_stdin"]:
                    _set_password(person, sys.stdin.readline().rstrip("\r\n"))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except NoPerson as error:
            raise CommandError(str(error)) from error
        roles = ", ".join(sorted(person.groups.values_list("name", flat=True)))
        self.stdout.write(f"{'Added' if created else 'Already there:'} {person.email} ({roles}).")
        if not options["password_stdin"]:
            self.stdout.write(f"To set the password, open this link once, within three days:\n{password_link(person)}")


def _set_password(person: User, password: str) -> None:
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
