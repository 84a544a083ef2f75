"""Tokens: known by a digest, ended by time, by their person, and with the account."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluator.steps.manage_people import set_active
from modelhub.models import ApiToken
from modelhub.steps.api_tokens import LENGTH, TokenRefused, make_token, revoke_token, take_token
from tests.makers import make_person

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def test_text_is_found_again_and_not_stored() -> None:
    person = make_person("engineer@example.org", "engineer")
    stored, text = make_token(person, name="nightly", scopes=["runs:write"], lifetime=WEEK)

    assert take_token(text) == stored
    assert (len(text), text[:4]) == (LENGTH, "bbt_")
    row = ApiToken.objects.filter(pk=stored.pk).values().get()
    assert [value for value in row.values() if text[12:] in str(value)] == []
    assert len(row["digest"]) == 64


def test_use_is_kept_once_a_minute() -> None:
    stored, text = make_token(make_person("a@example.org"), name="a", scopes=[], lifetime=WEEK)
    take_token(text)
    stored.refresh_from_db()
    first = stored.last_used_at
    assert first is not None
    take_token(text)
    stored.refresh_from_db()
    assert stored.last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(hours=1))
    take_token(text)
    stored.refresh_from_db()
    assert stored.last_used_at is not None
    assert stored.last_used_at >= first


@pytest.mark.parametrize("change", ["last", "handle", "longer", "shorter", "strange", "nul", "empty"])
def test_another_text_lets_nobody_in(change: str) -> None:
    _, text = make_token(make_person("a@example.org"), name="a", scopes=[], lifetime=WEEK)
    last = "0" if text[-1] != "0" else "1"
    other = {
        "last": text[:-1] + last,
        "handle": "bbt_zzzzzzzz" + text[12:],
        "longer": text + "0",
        "shorter": text[:-1],
        "strange": text[:-1] + "é",
        "nul": f"{text[:8]}\x00{text[9:]}",
        "empty": "",
    }[change]
    assert take_token(text).name == "a"
    with pytest.raises(TokenRefused):
        take_token(other)


def test_revoked_and_expired_tokens_let_nobody_in() -> None:
    person = make_person("a@example.org")
    revoked, text = make_token(person, name="a", scopes=[], lifetime=WEEK)
    revoke_token(revoked)
    with pytest.raises(TokenRefused):
        take_token(text)
    old, other = make_token(person, name="b", scopes=[], lifetime=WEEK)
    ApiToken.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    with pytest.raises(TokenRefused):
        take_token(other)


def test_closing_an_account_ends_its_tokens_for_good() -> None:
    lead, person = make_person("lead@example.org", "lead"), make_person("a@example.org", "engineer")
    _, text = make_token(person, name="a", scopes=[], lifetime=WEEK)
    _, leads = make_token(lead, name="l", scopes=[], lifetime=WEEK)
    set_active(person, active=False, actor=lead)
    with pytest.raises(TokenRefused):
        take_token(text)
    set_active(person, active=True, actor=lead)
    with pytest.raises(TokenRefused):
        take_token(text)
    assert take_token(leads).user == lead
