"""manage.py add_user."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from evaluator.models import User
from tests.makers import make_person

pytestmark = pytest.mark.django_db


def add_user(*arguments: str) -> str:
    """Run the command and return what it printed."""
    out = StringIO()
    call_command("add_user", *arguments, stdout=out)
    return out.getvalue()


def test_add_user_prints_a_link_that_sets_the_password(client: Client, settings: Settings) -> None:
    printed = add_user("Ines@Example.org", "--role", "lead", "--role", "engineer", "--name", "Ines")
    assert "Added ines@example.org (engineer, lead)." in printed
    (link,) = re.findall(rf"{settings.SITE_URL}(/\S+)", printed)
    form = client.get(link)["Location"]
    client.post(form, {"password1": "seven brown foxes", "password2": "seven brown foxes"})
    assert User.objects.get(email="ines@example.org").check_password("seven brown foxes")


def test_add_user_again_adds_roles_and_changes_nothing_else() -> None:
    make_person("ines@example.org", "rater")
    before = User.objects.values().get()
    assert "Already there: ines@example.org (lead, rater)." in add_user("INES@example.org", "--role", "lead")
    assert User.objects.values().get() == before


def test_add_user_takes_the_password_from_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("seven brown foxes\n"))
    printed = add_user("ines@example.org", "--role", "lead", "--password-stdin")
    assert "http" not in printed
    assert User.objects.get().check_password("seven brown foxes")


@pytest.mark.parametrize("password", ["", "short", "password123"])
def test_add_user_with_a_weak_password_stores_nothing(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{password}\n"))
    with pytest.raises(CommandError, match="password"):
        add_user("ines@example.org", "--role", "lead", "--password-stdin")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "arguments", [["no address", "--role", "lead"], ["a@example.org", "--role", "root"], ["a@example.org"]]
)
def test_add_user_refuses_what_it_does_not_know(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        add_user(*arguments)
    assert not User.objects.exists()


def test_add_user_refuses_a_simulated_rater() -> None:
    person = make_person("program@example.org", "rater")
    User.objects.filter(pk=person.pk).update(simulated=True)
    with pytest.raises(CommandError, match="simulated"):
        add_user("program@example.org", "--role", "lead")
