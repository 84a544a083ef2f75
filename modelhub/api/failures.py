"""So many requests in a while, then 429: bad tokens counted by network address, good ones each by itself."""

import math
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from evaluator.accounts.lock_out import client_address
from evaluator.canonical import sha256_hex
from modelhub.api.refusal import Refused

MOST, WITHIN_S = 30, 300
MINUTE_S = 60


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


def count_request(token_id: int) -> None:
    """Count a request with a good token. Raises Refused with 429 for more in one minute than a program should need."""
    now = time.time()
    if _count(f"api-requests-{token_id}-{int(now // MINUTE_S)}", MINUTE_S) > settings.API_REQUESTS_PER_MINUTE:
        wait = {"Retry-After": str(math.ceil(MINUTE_S - now % MINUTE_S))}
        raise Refused(429, "Too many requests with this token in this minute: wait, and ask less often.", headers=wait)


def _count(key: str, within_s: int = WITHIN_S) -> int:
    if cache.add(key, 1, timeout=within_s):
        return 1
    try:
        return cache.incr(key)
    except ValueError:
        # It ran out between the two.
        cache.set(key, 1, timeout=within_s)
        return 1
