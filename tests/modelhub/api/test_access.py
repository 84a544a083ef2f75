"""Who gets in: a good token, its scope, its person's roles; nobody by cookie, and no token in any log."""

import logging

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import Settings

from evaluator.accounts.hide_links import HideLinks
from modelhub.api.failures import MOST
from modelhub.scopes import ROLES, Scope
from tests.makers import make_person
from tests.modelhub.api.caller import Caller, caller_as, caller_for

pytestmark = pytest.mark.django_db
# One operation of each scope, and the status of an answer that got past the door.
OF_SCOPE = {
    Scope.HUB_READ: ("GET", "/runs", 200),
    Scope.TABLES_WRITE: ("POST", "/tables", 422),
    Scope.OUTPUTS_WRITE: ("POST", "/outputs", 422),
    Scope.MODELS_WRITE: ("POST", "/models", 422),
    Scope.RUNS_WRITE: ("POST", "/runs", 422),
    Scope.STUDIES_READ: ("GET", "/studies", 200),
}


def status(caller: Caller, scope: Scope) -> int:
    """Return the status of the scope's operation."""
    method, path, _ = OF_SCOPE[scope]
    answer = caller.get(path) if method == "GET" else caller.post(path)
    return int(answer.status_code)


def test_every_scope_has_an_operation_here() -> None:
    assert set(OF_SCOPE) == set(Scope)


@pytest.mark.parametrize("scope", Scope)
def test_scope_opens_its_operation_and_no_other(scope: Scope) -> None:
    caller = caller_for(make_person("both@example.org", "lead", "engineer"), [scope])
    found = {other: status(caller, other) for other in Scope}
    assert found == {other: OF_SCOPE[other][2] if other == scope else 403 for other in Scope}


@pytest.mark.parametrize("role", ["rater", "lead", "engineer"])
def test_roles_hold_whatever_the_token_says(role: str) -> None:
    caller = caller_as(role)
    open_to = {scope for scope in Scope if status(caller, scope) != 403}
    expected = {scope for scope in Scope if role in ROLES[scope]}
    # The list of studies is the lead's; engineers may read those that are revealed.
    assert open_to == (expected - {Scope.STUDIES_READ} if role == "engineer" else expected)


def test_role_that_is_taken_away_is_missed_at_once() -> None:
    person = make_person("engineer@example.org", "engineer")
    caller = caller_for(person)
    assert caller.get("/runs").status_code == 200
    person.groups.remove(Group.objects.get(name="engineer"))
    assert caller.get("/runs").status_code == 403


def test_session_counts_for_nothing(client: Client) -> None:
    client.force_login(make_person("both@example.org", "lead", "engineer"))
    assert client.get("/api/v1/runs").status_code == 401
    rater = caller_as("rater")
    answer = client.get("/api/v1/runs", headers={"Authorization": f"Bearer {rater.token}"})
    assert answer.status_code == 403


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "bbt_1234", "Token {}"])
def test_what_is_no_token_is_401_in_the_shape_of_all_errors(header: str) -> None:
    text = header.format(caller_as("engineer").token)
    answer = Client().get("/api/v1/runs", headers={"Authorization": text} if text else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert set(answer.json()) == {"detail", "problems"}


def test_many_failures_are_told_to_wait_and_good_tokens_work_on() -> None:
    good = caller_as("engineer")
    statuses = [Caller("nonsense").get("/runs").status_code for _ in range(MOST + 2)]
    assert statuses == [401] * MOST + [429, 429]
    assert Caller("nonsense").get("/runs")["Retry-After"] == "300"
    assert good.get("/runs").status_code == 200


def test_no_token_stands_in_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(HideLinks())
    token = caller_as("engineer").token
    with caplog.at_level(logging.DEBUG):
        Client().get("/api/v1/runs", headers={"Authorization": f"Token {token}"})
        Client().get(f"/api/v1/runs/{token}", headers={"Authorization": f"Bearer {token}"})
        logging.getLogger("any").warning("header Authorization: Bearer %s", token)
    assert "/api/v1/runs" in caplog.text
    assert "bbt_…" in caplog.text
    assert token[12:] not in caplog.text


def test_token_that_asks_too_often_waits_for_the_next_minute_and_others_do_not(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    moment = 60_000_000.0 + 42.5
    monkeypatch.setattr("modelhub.api.failures.time.time", lambda: moment)
    busy, other = caller_as("engineer"), caller_as("lead")

    assert [busy.get("/token").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = busy.get("/runs")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "18")
    assert refused.json()["detail"].startswith("Too many requests with this token")
    assert other.get("/token").status_code == 200

    moment += 18
    assert busy.get("/token").status_code == 200
