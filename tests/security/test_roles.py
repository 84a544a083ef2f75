"""Who may open what: every address of the site, every role, and other people's studies."""

from uuid import UUID

import pytest
from django.test import Client

from evaluator.models import Assignment, Study, TableSet
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters
from tests.security.routes import OWN, PUBLIC, ROLES, TOKEN, WHO_MAY_OPEN, address, routes

pytestmark = pytest.mark.django_db
NAMES = [name for name, _ in routes()]
GUARDED = [name for name in NAMES if WHO_MAY_OPEN.get(name)]
BY_ROLE = [name for name in GUARDED if WHO_MAY_OPEN[name] not in (OWN, TOKEN)]
BY_TOKEN = [name for name in NAMES if WHO_MAY_OPEN.get(name) == TOKEN]
OF_A_STUDY = [name for name, pattern in routes() if "study_id" in pattern.pattern.converters and name not in BY_TOKEN]
SEEN_BY_ALL_ENGINEERS = {"hub:findings", "hub:resolve_finding"}
LOGIN = "/accounts/login/"


def answers(client: Client, url: str) -> set[int]:
    """Return the statuses of GET and POST, without "wrong method"."""
    return {client.get(url).status_code, client.post(url).status_code} - {405}


def test_every_address_is_listed_once_with_who_may_open_it() -> None:
    assert sorted(name for name in NAMES if name not in WHO_MAY_OPEN) == []
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", GUARDED)
def test_address_asks_to_sign_in(client: Client, name: str) -> None:
    url = address(name)
    for answer in (client.get(url), client.post(url)):
        sent_to_sign_in = answer.status_code == 302 and answer["Location"].startswith(LOGIN)
        assert sent_to_sign_in or answer.status_code in {401, 405}
    assert answers(client, url), "one of the two methods must be the page's own"


@pytest.mark.parametrize("name", BY_ROLE)
def test_address_is_closed_to_other_roles(client: Client, name: str) -> None:
    for roles in ([], *([role] for role in sorted(ROLES - WHO_MAY_OPEN[name]))):
        client.force_login(make_person(f"{'-'.join(roles) or 'nobody'}@example.org", *roles))
        assert answers(client, address(name)) == {403}


@pytest.mark.parametrize("name", BY_ROLE)
def test_address_is_open_to_its_roles(client: Client, name: str) -> None:
    for role in sorted(WHO_MAY_OPEN[name]):
        client.force_login(make_person(f"{role}@example.org", role))
        found = answers(client, address(name))
        assert found
        assert not found & {401, 403, 500}


@pytest.mark.parametrize("name", BY_TOKEN)
def test_address_of_the_api_is_closed_to_every_cookie(client: Client, name: str) -> None:
    client.force_login(make_person("somebody@example.org", *ROLES))
    assert answers(client, address(name)) == {401}


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"account_inactive", *BY_TOKEN}))
def test_form_without_token_is_refused(name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    if WHO_MAY_OPEN.get(name, PUBLIC) != PUBLIC:
        client.force_login(make_person("somebody@example.org", *ROLES))
    assert client.post(address(name)).status_code == 403


@pytest.fixture
def study() -> Study:
    """An open study of another lead and other raters."""
    tables = make_tables()
    runs = [make_run("quill", tables), make_run("otter", tables, text="Keeps events.")]
    study = make_study(make_person("owner@example.org", "lead"), runs=runs)
    open_with_raters(study)
    return study


def strangers_answers(name: str, **given: UUID | int) -> set[int]:
    """Return what somebody with every role, but no part in the study, gets."""
    client = Client()
    client.force_login(make_person("stranger@example.org", *ROLES))
    return answers(client, address(name, **given))


@pytest.mark.parametrize("name", sorted(set(OF_A_STUDY) - SEEN_BY_ALL_ENGINEERS))
def test_study_of_others_does_not_exist(study: Study, name: str) -> None:
    assert strangers_answers(name, study_id=study.uuid) == {404}


@pytest.mark.parametrize("name", ["rater:pair", "rater:draft", "rater:problem"])
def test_assignment_of_others_does_not_exist(study: Study, name: str) -> None:
    assignment = Assignment.objects.filter(slot__study=study).first()
    assert assignment is not None
    assert strangers_answers(name, assignment_id=assignment.uuid) == {404}


@pytest.mark.parametrize("name", ["rater:pair", "rater:draft", "rater:problem"])
def test_assignment_of_another_rater_of_the_study_does_not_exist(client: Client, study: Study, name: str) -> None:
    first, second = study.raters.order_by("slot__number")
    assignment = Assignment.objects.filter(slot=first.slot).first()
    assert assignment is not None
    client.force_login(second.user)
    assert answers(client, address(name, assignment_id=assignment.uuid)) == {404}


def test_owner_reaches_the_study(client: Client, study: Study) -> None:
    client.force_login(study.leads.get())
    assert client.get(address("lead:study", study_id=study.uuid)).status_code == 200
    assert TableSet.objects.exists()
