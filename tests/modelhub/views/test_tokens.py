"""The page of tokens: made with what one's roles may do, shown once, revoked."""

import re

import pytest
from django.test import Client

from modelhub.models import ApiToken
from tests.makers import make_person
from tests.modelhub.api.caller import Caller

pytestmark = pytest.mark.django_db
TOKENS = "/hub/tokens/"
SHOWN = re.compile(r'value="(bbt_[0-9a-f]+)"')


def signed_in(client: Client, *roles: str) -> Client:
    client.force_login(make_person(f"{'-'.join(roles)}@example.org", *roles))
    return client


def test_token_is_shown_once_and_works(client: Client) -> None:
    signed_in(client, "engineer")
    form = {"name": "nightly import", "scopes": ["hub:read", "runs:write"], "days": "30"}

    page = client.post(TOKENS, form).content.decode()

    (text,) = SHOWN.findall(page)
    assert Caller(text).get("/token").json()["scopes"] == ["hub:read", "runs:write"]
    again = client.get(TOKENS).content.decode()
    assert "nightly import" in again
    assert text not in again
    assert text not in str(dict(client.session.items()))


def test_scopes_are_those_of_the_roles(client: Client) -> None:
    page = signed_in(client, "lead").get(TOKENS).content.decode()
    assert re.findall(r'name="scopes" value="([^"]+)"', page) == ["hub:read", "tables:write", "studies:read"]
    answer = client.post(TOKENS, {"name": "a", "scopes": ["runs:write"], "days": "30"})
    assert (answer.status_code, ApiToken.objects.count()) == (422, 0)


@pytest.mark.parametrize("change", [{"name": ""}, {"scopes": []}, {"days": "100000"}, {"name": "a\x00"}])
def test_incomplete_form_makes_nothing(client: Client, change: dict[str, object]) -> None:
    signed_in(client, "engineer")
    form = {"name": "a", "scopes": ["hub:read"], "days": "30"} | change
    assert client.post(TOKENS, form).status_code == 422
    assert not ApiToken.objects.exists()


def test_rater_has_no_tokens(client: Client) -> None:
    signed_in(client, "rater")
    assert client.post(TOKENS, {"name": "a", "scopes": ["studies:read"], "days": "30"}).status_code == 403
    assert not ApiToken.objects.exists()


def test_token_is_revoked_by_its_own_person_only(client: Client) -> None:
    page = signed_in(client, "engineer").post(TOKENS, {"name": "a", "scopes": ["hub:read"], "days": "7"})
    (text,) = SHOWN.findall(page.content.decode())
    revoke = f"{TOKENS}{ApiToken.objects.get().uuid}/revoke/"
    other = signed_in(Client(), "engineer", "lead")

    assert other.post(revoke).status_code == 404
    assert Caller(text).get("/token").status_code == 200
    assert client.post(revoke, follow=True).status_code == 200
    assert Caller(text).get("/token").status_code == 401
    assert "revoked" in client.get(TOKENS).content.decode()
