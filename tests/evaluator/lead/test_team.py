"""The team page: people, roles, password links, closed accounts."""

import re

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from evaluator.models import User
from tests.makers import make_person

pytestmark = pytest.mark.django_db
TEAM, PERSON = "/team/", "/team/person/"
RATER = "rater@example.org"


@pytest.fixture
def lead(client: Client) -> User:
    """A signed-in lead, the only one."""
    person = make_person("lead@example.org", "lead")
    client.force_login(person)
    return person


def roles(email: str) -> list[str]:
    """Return a person's roles."""
    return sorted(User.objects.get(email=email).groups.values_list("name", flat=True))


def link_on(page: str) -> str:
    """Return the link to set a password that a page shows."""
    (link,) = re.findall(r'id="fresh-link"[^>]*>(http[^<]+/password/reset/key/[^<]+)<', page)
    return str(link)


def test_adding_a_person_shows_their_link_once_and_sends_it(client: Client, lead: User, settings: Settings) -> None:
    answer = client.post(TEAM, {"email": "New@Example.org", "name": "Ada", "roles": ["rater", "engineer"]}, follow=True)
    assert roles("new@example.org") == ["engineer", "rater"]
    link = link_on(answer.content.decode())
    assert link in mail.outbox[0].body
    assert mail.outbox[0].to == ["new@example.org"]
    assert "/password/reset/key/" not in client.get(TEAM).content.decode()
    page = Client().get(link.removeprefix(settings.SITE_URL), follow=True)
    assert "Set your password" in page.content.decode()


def test_failed_letter_is_said(client: Client, lead: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_URL = "config.mail.Backend", "smtp://127.0.0.1:9"
    page = client.post(TEAM, {"email": "new@example.org", "roles": ["rater"]}, follow=True).content.decode()
    assert "hand the link over yourself" in page
    assert link_on(page)


def test_adding_somebody_who_is_there_adds_roles_and_makes_no_link(client: Client, lead: User) -> None:
    make_person(RATER, "rater")
    page = client.post(TEAM, {"email": RATER, "roles": ["engineer"]}, follow=True).content.decode()
    assert roles(RATER) == ["engineer", "rater"]
    assert "/password/reset/key/" not in page
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"email": "no address", "roles": ["rater"]}, "Enter a valid email address."),
        ({"email": "new@example.org"}, "Tick at least one role."),
        ({"email": "new@example.org", "roles": ["root"]}, "Select a valid choice."),
    ],
)
def test_errors_keep_what_was_typed(client: Client, lead: User, typed: dict[str, object], error: str) -> None:
    page = client.post(TEAM, {"name": "Ada", **typed})
    text = page.content.decode()
    assert page.status_code == 422
    assert error in text
    assert f'value="{typed["email"]}"' in text
    assert 'value="Ada"' in text
    assert User.objects.count() == 1


def test_roles_are_set_exactly(client: Client, lead: User) -> None:
    make_person(RATER, "rater")
    client.post(PERSON, {"person": RATER, "change": "roles", "roles": ["lead", "engineer"]})
    assert roles(RATER) == ["engineer", "lead"]


def test_last_lead_stays_a_lead(client: Client, lead: User) -> None:
    page = client.post(PERSON, {"person": lead.email, "change": "roles", "roles": ["rater"]})
    assert page.status_code == 422
    assert "make somebody else a lead first" in page.content.decode()
    assert roles(lead.email) == ["lead"]


def test_own_account_is_closed_by_others_only(client: Client, lead: User) -> None:
    make_person("second@example.org", "lead")
    page = client.post(PERSON, {"person": lead.email, "change": "close"})
    assert page.status_code == 422
    assert "ask another lead" in page.content.decode()
    assert User.objects.get(email=lead.email).is_active


def test_leads_who_can_not_sign_in_do_not_count(client: Client, lead: User) -> None:
    unusable: list[dict[str, object]] = [{"is_active": False}, {"simulated": True}, {"password": "!no password yet"}]
    for number, fields in enumerate(unusable):
        User.objects.filter(pk=make_person(f"{number}@example.org", "lead").pk).update(**fields)
    page = client.post(PERSON, {"person": lead.email, "change": "roles", "roles": ["rater"]})
    assert page.status_code == 422


def test_lead_may_give_the_role_up_when_another_stays(client: Client, lead: User) -> None:
    make_person("second@example.org", "lead")
    client.post(PERSON, {"person": lead.email, "change": "roles", "roles": ["rater"]})
    assert roles(lead.email) == ["rater"]
    assert client.get(TEAM).status_code == 403


def test_closing_and_opening_an_account(client: Client, lead: User) -> None:
    person = make_person(RATER, "rater")
    rater = Client()
    rater.force_login(person)
    assert "closed" in client.post(PERSON, {"person": RATER, "change": "close"}, follow=True).content.decode()
    assert rater.get("/")["Location"] == "/accounts/login/?next=/"
    client.post(PERSON, {"person": RATER, "change": "open"})
    assert User.objects.get(email=RATER).is_active


def test_new_link_for_a_person(client: Client, lead: User) -> None:
    make_person(RATER, "rater")
    page = client.post(PERSON, {"person": RATER, "change": "link"}, follow=True).content.decode()
    assert link_on(page) in mail.outbox[0].body


@pytest.mark.parametrize(
    "sent",
    [{"person": "nobody@example.org", "change": "close"}, {"person": RATER, "change": "promote"}, {"person": RATER}],
)
def test_unknown_person_or_change_is_not_found(client: Client, lead: User, sent: dict[str, str]) -> None:
    make_person(RATER, "rater")
    assert client.post(PERSON, sent).status_code == 404


def test_simulated_raters_are_no_people(client: Client, lead: User) -> None:
    make_person("program@example.org", "rater")
    assert "program@example.org" in client.get(TEAM).content.decode()
    User.objects.filter(email="program@example.org").update(simulated=True)
    assert "program@example.org" not in client.get(TEAM).content.decode()
    assert client.post(PERSON, {"person": "program@example.org", "change": "link"}).status_code == 404
    assert client.post(TEAM, {"email": "program@example.org", "roles": ["lead"]}).status_code == 422


def test_long_team_is_paged_searched_and_asks_the_database_little(client: Client, lead: User) -> None:
    User.objects.bulk_create(User(email=f"rater-{n:03}@example.org", name=f"Person {n}") for n in range(500))
    with CaptureQueriesContext(connections["default"]) as queries:
        page = client.get(TEAM).content.decode()
    assert "501 people" in page
    assert page.count('class="address"') == 50
    assert len(queries) <= 7
    found = client.get(TEAM, {"q": "person 499"}).content.decode()
    assert "rater-499@example.org" in found
    assert found.count('class="address"') == 1


def test_hostile_search_and_selection_break_nothing(client: Client, lead: User) -> None:
    page = client.get(TEAM, {"q": '"><script>\x00', "page": "-7"})
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().partition("<main")[2]
    assert client.get(TEAM, {"person": "no\x00body"}).status_code == 404
