"""Requests with tokens that let nobody in, counted by network address: so many in a while, then 429."""

from django.core.cache import cache
from django.http import HttpRequest

from evaluator.accounts.lock_out import client_address
from evaluator.canonical import sha256_hex
from modelhub.api.refusal import Refused

MOST, WITHIN_S = 30, 300


def refuse_token(request: HttpRequest) -> Refused:
    """Count a failure and return what to answer.

    Tokens are too long to be guessed: this keeps a broken program from asking all day. Good tokens from the same address
    work on, since a whole office shares one.
    """
    if _count(f"api-failures-{sha256_hex(client_address(request).encode())}") > MOST:
        wait = {"Retry-After": str(WITHIN_S)}
        return Refused(429, "Too many requests without a good token: wait, and check the token.", headers=wait)
    detail = "Send a token that is neither revoked nor expired: Authorization: Bearer bbt_…"
    return Refused(401, detail, headers={"WWW-Authenticate": "Bearer"})


def _count(key: str) -> int:
    if cache.add(key, 1, timeout=WITHIN_S):
        return 1
    try:
        return cache.incr(key)
    except ValueError:
        # It ran out between the two.
        cache.set(key, 1, timeout=WITHIN_S)
        return 1
