"""A person --> a token by which a program acts for them; made, found by what was sent, and ended."""

import re
import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from evaluator.canonical import sha256_hex
from evaluator.models import User
from modelhub.models import ApiToken

# Tells people and secret scanners what the text is. evaluator/accounts/hide_links.py keeps it out of logs.
PREFIX = "bbt_"
HANDLE_LENGTH = 12
LENGTH = HANDLE_LENGTH + 64
SHAPE = re.compile(rf"{PREFIX}[0-9a-f]{{{LENGTH - len(PREFIX)}}}")
# Writing at every request would make SQLite's one writer wait for programs that only read.
USE_KEPT_EVERY = timedelta(minutes=1)
_NOBODYS = "0" * 64


class TokenRefused(Exception):
    """The token lets nobody in; nothing says why, since whoever sends it may not be its person."""


def make_token(user: User, *, name: str, scopes: Collection[str], lifetime: timedelta) -> tuple[ApiToken, str]:
    """Store a token and return it with its text, which is known this once only."""
    text = f"{PREFIX}{secrets.token_hex(4)}{secrets.token_hex(32)}"
    stored = ApiToken.objects.create(
        user=user,
        name=name,
        handle=text[:HANDLE_LENGTH],
        digest=sha256_hex(text.encode()),
        scopes=sorted(scopes),
        expires_at=timezone.now() + lifetime,
    )
    return stored, text


def take_token(text: str) -> ApiToken:
    """Return the token with this text, and keep that it was used. Raises TokenRefused.

    Unknown, revoked and expired ones are refused alike, and so are those of a person whose account is closed.
    """
    if not SHAPE.fullmatch(text):
        raise TokenRefused
    now = timezone.now()
    live = ApiToken.objects.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)
    token = live.select_related("user").filter(handle=text[:HANDLE_LENGTH]).first()
    known = secrets.compare_digest(sha256_hex(text.encode()), token.digest if token else _NOBODYS)
    if token is None or not known:
        raise TokenRefused
    old = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_KEPT_EVERY)
    if token.last_used_at is None or token.last_used_at < now - USE_KEPT_EVERY:
        ApiToken.objects.filter(old, pk=token.pk).update(last_used_at=now)
    return token


def revoke_token(token: ApiToken) -> None:
    """End a token for good; one that has ended already stays as it is."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def end_tokens(person: User, **_: Any) -> None:
    """End all tokens of a person whose account is closed: opening it again brings none back."""
    ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=timezone.now())
