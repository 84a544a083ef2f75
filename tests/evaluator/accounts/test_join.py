"""Joining a study by its invitation."""

import logging
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone

from evaluator.accounts.hide_links import HideLinks
from evaluator.models import Invitation, Slot, Study, User
from evaluator.steps.join_study import SALT, invite
from tests.makers import PASSWORD, make_person, make_run, make_study, make_tables

pytestmark = pytest.mark.django_db
EMAIL = "rater-1@example.org"
NEW = {"name": "Ada", "password": "seven brown foxes"}


@pytest.fixture
def slot() -> Slot:
    """A draft's first place."""
    tables = make_tables()
    study = make_study(
        make_person("lead@example.org", "lead"),
        runs=[make_run("quill", tables), make_run("otter", tables, text="Keeps events.")],
    )
    return study.slots.get(number=1)


@pytest.fixture
def link(slot: Slot) -> str:
    """The first place's invitation."""
    return f"/join/{invite(slot, EMAIL, actor='lead@example.org')}/"


def test_get_shows_the_invitation_and_uses_nothing_up(client: Client, link: str, slot: Slot) -> None:
    for _ in range(3):
        page = client.get(link)
    text = page.content.decode()
    assert page.status_code == 200
    assert all(shown in text for shown in (EMAIL, slot.study.name, slot.study.question))
    assert "quill" not in text
    assert not slot.raters.exists()
    assert not User.objects.filter(email=EMAIL).exists()
    assert "no-store" in page["Cache-Control"]


def test_new_person_joins_and_is_signed_in(client: Client, link: str, slot: Slot) -> None:
    answer = client.post(link, NEW)
    assert (answer.status_code, answer["Location"]) == (302, "/rate/")
    person = User.objects.get(email=EMAIL)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert (person.name, person.check_password(NEW["password"])) == ("Ada", True)
    assert slot.raters.get().user == person
    assert [group.name for group in person.groups.all()] == ["rater"]


@pytest.mark.parametrize("wrong", [{"password": "short"}, {"password": "rater-1@example"}, {"name": " "}])
def test_form_with_errors_keeps_what_was_typed_and_uses_nothing_up(
    client: Client, link: str, wrong: dict[str, str]
) -> None:
    page = client.post(link, {**NEW, **wrong})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()
    assert ('value="Ada"' in page.content.decode()) == ("name" not in wrong)
    assert client.post(link, NEW).status_code == 302


def test_person_with_an_account_signs_in_first(client: Client, link: str, slot: Slot) -> None:
    make_person(EMAIL, "rater")
    page = client.get(link)
    assert f"/accounts/login/?next={quote(link)}" in page.content.decode()
    assert client.post(link, NEW).status_code == 403
    assert client.post(f"/accounts/login/?next={link}", {"login": EMAIL, "password": PASSWORD})["Location"] == link
    assert client.post(link)["Location"] == "/rate/"
    assert slot.raters.get().user.email == EMAIL


def test_another_person_is_asked_to_sign_out_and_can_not_join(client: Client, link: str, slot: Slot) -> None:
    client.force_login(make_person("other@example.org", "rater"))
    assert "You are signed in as other@example.org" in client.get(link).content.decode()
    assert client.post(link, NEW).status_code == 403
    assert not slot.raters.exists()


def test_link_works_once(client: Client, link: str) -> None:
    client.post(link, NEW)
    for answer in (Client().get(link), Client().post(link, NEW)):
        assert answer.status_code == 410
        assert "accepted already" in answer.content.decode()


def test_replaced_link_is_gone(client: Client, link: str, slot: Slot) -> None:
    invite(slot, EMAIL, actor="lead@example.org")
    assert client.get(link).status_code == 410
    assert client.post(link, NEW).status_code == 410


def test_expired_link_is_gone(client: Client, link: str) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = client.get(link)
    assert page.status_code == 410
    assert "has expired" in page.content.decode()


def test_link_of_a_locked_study_is_gone(client: Client, link: str, slot: Slot) -> None:
    Study.objects.filter(pk=slot.study_id).update(state=Study.State.LOCKED)
    assert client.post(link, NEW).status_code == 410


@pytest.mark.parametrize("change", [lambda link: f"{link[:-4]}/", lambda link: "/join/nonsense/"])
def test_broken_link_is_not_found(client: Client, link: str, change: object) -> None:
    assert callable(change)
    page = client.get(change(link))
    assert page.status_code == 404
    assert "broken" in page.content.decode()


@pytest.mark.parametrize("content", [["not a uuid", "x"], [1], "text", None, {"a": 1}, [None, None]])
def test_signed_nonsense_is_not_found(client: Client, content: object) -> None:
    assert client.get(f"/join/{signing.dumps(content, salt=SALT)}/").status_code == 404


def test_lead_of_the_study_is_refused(client: Client, slot: Slot) -> None:
    client.force_login(User.objects.get(email="lead@example.org"))
    page = client.post(f"/join/{invite(slot, 'lead@example.org', actor='x')}/")
    assert page.status_code == 410
    assert "You lead this study" in page.content.decode()


def test_addresses_of_the_page_are_sent_nowhere(client: Client, link: str) -> None:
    for page in (client.get(link), client.get("/join/nonsense/"), client.post(link, NEW)):
        assert page["Referrer-Policy"] == "strict-origin"


def test_logs_hold_no_link_that_lets_somebody_in(client: Client, link: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(HideLinks())
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, NEW).status_code == 403
    Invitation.objects.update(revoked_at=timezone.now())
    assert client.get(link).status_code == 410
    logging.getLogger("elsewhere").warning("GET %s 500", "/accounts/password/reset/key/2-abc-def/")
    assert [record.message for record in caplog.records] == [
        "Forbidden (CSRF cookie not set.): /join/…/",
        "Gone: /join/…/",
        "GET /accounts/password/reset/key/…/ 500",
    ]


def test_every_log_handler_hides_links() -> None:
    handlers: dict[str, dict[str, object]] = settings.LOGGING["handlers"]  # type: ignore[assignment]
    assert [handler["filters"] for handler in handlers.values()] == [["hide_links"]]
