"""Signing in, the pause after repeated failures, and asking for a new password."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from evaluator.accounts.password_link import password_link
from tests.makers import PASSWORD, make_person

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
LIMIT = 8


def sign_in(client: Client, email: str, password: str = PASSWORD, address: str = "192.0.2.1", **extra: Any) -> int:
    """Send the form and return the answer's status; `extra` are WSGI variables such as HTTP_USER_AGENT."""
    return client.post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=address, **extra).status_code


def fail(client: Client, times: int, *, email: str = "lead@example.org", address: str = "192.0.2.1") -> list[int]:
    """Type a wrong password several times; return the statuses."""
    return [sign_in(client, email, "wrong", address) for _ in range(times)]


def test_sign_in_leads_home_and_home_to_the_pages_of_the_role(client: Client) -> None:
    make_person("lead@example.org", "lead", "rater")
    response = client.post(LOGIN, {"login": "Lead@Example.org", "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/")["Location"] == "/studies/"


@pytest.mark.parametrize(
    ("roles", "home"),
    [(["rater"], "/rate/"), (["engineer", "rater"], "/hub/models/"), (["engineer", "lead"], "/studies/")],
)
def test_home_is_chosen_by_role(client: Client, roles: list[str], home: str) -> None:
    client.force_login(make_person("somebody@example.org", *roles))
    assert client.get("/")["Location"] == home


def test_home_without_a_role_says_what_to_do(client: Client) -> None:
    client.force_login(make_person("somebody@example.org"))
    assert "A lead can make you a rater" in client.get("/").content.decode()


def test_home_asks_who_is_not_signed_in_to_sign_in(client: Client) -> None:
    assert client.get("/")["Location"] == "/accounts/login/?next=/"


def test_wrong_password_and_unknown_address_get_the_same_answer(client: Client) -> None:
    make_person("lead@example.org", "lead")
    answers = [
        client.post(LOGIN, {"login": email, "password": "wrong"}).content.decode().replace(email, "ADDRESS")
        for email in ("lead@example.org", "nobody@example.org")
    ]
    without_token = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer) for answer in answers]
    assert "E-mail or password is wrong. 7 tries left before a pause of 15 minutes." in without_token[0]
    assert without_token[0] == without_token[1]


def test_eight_failures_lock_the_pair_of_user_and_address_only(client: Client) -> None:
    make_person("lead@example.org", "lead")
    make_person("rater@example.org", "rater")
    assert fail(client, LIMIT) == [200] * (LIMIT - 1) + [429]
    assert sign_in(client, "lead@example.org") == 429
    assert sign_in(client, "LEAD@example.org ") == 429
    assert sign_in(client, "lead@example.org", HTTP_USER_AGENT="another browser") == 429
    assert sign_in(Client(), "rater@example.org") == 302
    assert sign_in(Client(), "lead@example.org", address="192.0.2.2") == 302


def test_failures_in_other_case_or_from_other_browsers_count_together(client: Client) -> None:
    make_person("lead@example.org", "lead")
    for number in range(LIMIT):
        email = "lead@example.org" if number % 2 else "Lead@Example.ORG"
        last = sign_in(client, email, "wrong", HTTP_USER_AGENT=f"browser {number}")
    assert last == 429


def test_pause_says_when_it_ends_and_trying_does_not_lengthen_it(client: Client) -> None:
    make_person("lead@example.org", "lead")
    fail(client, LIMIT)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=10))
    ends = AccessAttempt.objects.get().attempt_time + timedelta(minutes=15)
    for _ in range(2):
        page = client.post(LOGIN, {"login": "lead@example.org", "password": PASSWORD}, REMOTE_ADDR="192.0.2.1")
        assert page.status_code == 429
        assert f"{ends:%H:%M} UTC</time>. Trying" in page.content.decode()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client, "lead@example.org") == 302


def test_success_forgets_earlier_failures(client: Client) -> None:
    make_person("lead@example.org", "lead")
    fail(client, LIMIT - 1)
    assert sign_in(client, "lead@example.org") == 302
    client.logout()
    assert fail(client, LIMIT - 1) == [200] * (LIMIT - 1)


def test_unknown_addresses_pause_too(client: Client) -> None:
    assert fail(client, LIMIT, email="nobody@example.org")[-1] == 429


def test_very_long_name_is_refused_without_breaking(client: Client) -> None:
    assert sign_in(client, f"{'a' * 300}@example.org", "wrong") == 200


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(client: Client, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    make_person("lead@example.org", "lead")
    for number in range(LIMIT):
        # The client may send a header of its own; the proxy adds the last entry.
        last = sign_in(client, "lead@example.org", "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.7")
    assert last == 429
    assert sign_in(client, "lead@example.org", HTTP_X_FORWARDED_FOR="198.51.100.8") == 302


def test_closed_account_can_not_sign_in_and_is_told(client: Client) -> None:
    person = make_person("lead@example.org", "lead")
    person.is_active = False
    person.save()
    response = client.post(LOGIN, {"login": "lead@example.org", "password": PASSWORD}, follow=True)
    assert "This account is closed" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_closing_an_account_ends_its_sessions(client: Client) -> None:
    person = make_person("lead@example.org", "lead")
    client.force_login(person)
    assert client.get("/").status_code == 302
    person.is_active = False
    person.save()
    assert client.get("/")["Location"] == "/accounts/login/?next=/"


def test_next_leads_to_our_own_pages_only(client: Client) -> None:
    make_person("lead@example.org", "lead")
    response = client.post(f"{LOGIN}?next=https://evil.example/", {"login": "lead@example.org", "password": PASSWORD})
    assert response["Location"] == "/"


def test_password_reset_answers_known_and_unknown_addresses_alike(client: Client) -> None:
    make_person("lead@example.org", "lead")
    known = client.post(RESET, {"email": "Lead@example.org"}, follow=True)
    unknown = client.post(RESET, {"email": "nobody@example.org"}, follow=True)
    assert known.content == unknown.content
    assert [letter.to for letter in mail.outbox] == [["lead@example.org"], ["nobody@example.org"]]
    assert "/password/reset/key/" in mail.outbox[0].body
    assert "No open account has this address" in mail.outbox[1].body


def test_password_reset_survives_a_mail_server_that_is_down(client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "config.mail.Backend"
    settings.MAIL_URL = "smtp://127.0.0.1:9"
    make_person("lead@example.org", "lead")
    assert client.post(RESET, {"email": "lead@example.org"})["Location"] == "/accounts/password/reset/done/"


def test_reset_letter_sets_the_password_once(client: Client, settings: Settings) -> None:
    make_person("lead@example.org", "lead")
    client.post(RESET, {"email": "lead@example.org"})
    (link,) = re.findall(r"http\S+", str(mail.outbox[0].body))
    assert link.startswith(f"{settings.SITE_URL}/accounts/password/reset/key/")
    page = client.get(link.removeprefix(settings.SITE_URL))
    assert page["Location"].endswith("-set-password/"), "the secret does not stay in the address bar"
    new = {"password1": "seven brown foxes", "password2": "seven brown foxes"}
    assert client.post(page["Location"], new)["Location"] == "/accounts/password/reset/key/done/"
    assert sign_in(client, "lead@example.org", "seven brown foxes") == 302
    again = Client().get(link.removeprefix(settings.SITE_URL))
    assert "This link no longer works" in again.content.decode()


def test_password_link_refuses_passwords_that_are_easily_guessed(client: Client, settings: Settings) -> None:
    person = make_person("ines.okafor@example.org", "lead")
    page = client.get(password_link(person).removeprefix(settings.SITE_URL))
    for weak in ("short", "password123", "ines.okafor"):
        answer = client.post(page["Location"], {"password1": weak, "password2": weak})
        assert 'class="err"' in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_password_change_keeps_this_session_and_ends_others(client: Client) -> None:
    person = make_person("lead@example.org", "lead")
    other = Client()
    client.force_login(person)
    other.force_login(person)
    new = {"oldpassword": PASSWORD, "password1": "seven brown foxes", "password2": "seven brown foxes"}
    assert client.post("/accounts/password/change/", new)["Location"] == "/"
    assert client.get("/")["Location"] == "/studies/"
    assert other.get("/")["Location"] == "/accounts/login/?next=/"


@pytest.mark.parametrize("page", ["signup/", "email/", "confirm-email/", "reauthenticate/", "login/code/confirm/"])
def test_pages_of_allauth_that_are_not_ours_do_not_exist(client: Client, page: str) -> None:
    client.force_login(make_person("lead@example.org", "lead"))
    assert client.get(f"/accounts/{page}").status_code == 404


def test_signing_out_needs_a_form(client: Client) -> None:
    client.force_login(make_person("lead@example.org", "lead"))
    assert "Sign out?" in client.get("/accounts/logout/").content.decode()
    assert client.get("/").status_code == 302
    client.post("/accounts/logout/")
    assert client.get("/")["Location"] == "/accounts/login/?next=/"
