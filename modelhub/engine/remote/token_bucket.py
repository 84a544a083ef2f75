"""The arithmetic of a rate limit: two balances, of requests and of tokens, that refill evenly.

In no minute more requests start than the limit. Of tokens at most the limit and one request's more, since a request
larger than a second's share is let through from a full balance and leaves a debt. `modelhub/rate_limit.py` does the same
inside Redis.
"""

from dataclasses import dataclass, replace
from functools import cached_property

MINUTE_S = 60.0


@dataclass(frozen=True)
class RateLimits:
    """What an endpoint allows; None is no limit."""

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a limit below 1, under which nothing would ever start."""
        if any(limit is not None and limit < 1 for limit in (self.requests_per_minute, self.tokens_per_minute)):
            raise ValueError("a limit per minute is at least 1, or None for no limit")

    @cached_property
    def requests(self) -> "Refill":
        """How the balance of requests refills."""
        return Refill.whole(self.requests_per_minute)

    @cached_property
    def tokens(self) -> "Refill":
        """How the balance of tokens refills."""
        return Refill.divisible(self.tokens_per_minute)


@dataclass(frozen=True, slots=True)
class Refill:
    """A balance's largest value and what it gains per second; a rate of 0 is no limit."""

    most: float
    per_s: float

    @classmethod
    def whole(cls, limit: int | None) -> "Refill":
        """Of things that come one by one: a second's share at once, and never more than the limit in a minute."""
        if limit is None:
            return cls(0.0, 0.0)
        most = max(1.0, limit / MINUTE_S)
        return cls(most, (limit - most + 1.0) / MINUTE_S)

    @classmethod
    def divisible(cls, limit: int | None) -> "Refill":
        """Of amounts: a second's share at once."""
        return cls(0.0, 0.0) if limit is None else cls(limit / MINUTE_S, limit / MINUTE_S)

    def wait_s(self, balance: float, amount: float) -> float:
        """Return seconds until the amount may be taken: at once from a full balance, however much it is."""
        return max(0.0, min(amount, self.most) - balance) / self.per_s if self.per_s else 0.0


@dataclass(frozen=True, slots=True)
class Balances:
    """What is left at a moment (seconds of any clock); nothing starts before `held_until`."""

    requests: float
    tokens: float
    at: float
    held_until: float = 0.0

    @classmethod
    def full(cls, limits: RateLimits, now: float) -> "Balances":
        """Return the balances of a limiter that nobody has used."""
        return cls(limits.requests.most, limits.tokens.most, now)


def refilled(balances: Balances, limits: RateLimits, *, now: float) -> Balances:
    """Return the balances as they have become by now; a clock that goes back changes nothing."""
    since_s = max(0.0, now - balances.at)
    requests, tokens = limits.requests, limits.tokens
    return Balances(
        min(requests.most, balances.requests + since_s * requests.per_s),
        min(tokens.most, balances.tokens + since_s * tokens.per_s),
        max(now, balances.at),
        balances.held_until,
    )


def take(balances: Balances, limits: RateLimits, *, n_tokens: int, now: float) -> tuple[Balances, float]:
    """Take one request of so many tokens, or nothing: return the new balances and the seconds to wait (0: taken)."""
    left = refilled(balances, limits, now=now)
    waits_s = (limits.requests.wait_s(left.requests, 1.0), limits.tokens.wait_s(left.tokens, n_tokens))
    wait_s = max(*waits_s, left.held_until - now, 0.0)
    if wait_s > 0:
        return left, wait_s
    return replace(left, requests=left.requests - 1, tokens=left.tokens - n_tokens), 0.0


def give_back(balances: Balances, limits: RateLimits, *, n_tokens: int, now: float) -> Balances:
    """Return the balances with tokens that were taken and not used; a negative number takes more."""
    left = refilled(balances, limits, now=now)
    return replace(left, tokens=min(limits.tokens.most, left.tokens + n_tokens))


def hold(balances: Balances, limits: RateLimits, *, seconds: float, now: float) -> Balances:
    """Return the balances with nothing starting for so long; an earlier hold is never shortened."""
    left = refilled(balances, limits, now=now)
    return replace(left, held_until=max(left.held_until, now + seconds))
