"""Sessions are Django's rows, whoever reads them."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from evaluator.accounts.sessions import SessionStore


@pytest.mark.django_db
def test_what_is_stored_by_django_is_read_and_the_other_way_round() -> None:
    for one, other in ((DatabaseSessions, SessionStore), (SessionStore, DatabaseSessions)):
        stored = one()
        stored["name"] = "Kim"
        stored.create()

        assert dict(other(stored.session_key).items()) == {"name": "Kim"}


@pytest.mark.django_db
@pytest.mark.parametrize("key", [None, "", "unknown-but-long-enough", "'; drop table"])
def test_a_key_without_a_session_is_forgotten(key: str | None) -> None:
    session = SessionStore(key)

    assert dict(session.items()) == {}
    assert session.session_key is None


@pytest.mark.django_db
def test_a_session_ends_at_its_time() -> None:
    session = SessionStore()
    session["name"] = "Kim"
    session.create()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert dict(SessionStore(session.session_key).items()) == {}
