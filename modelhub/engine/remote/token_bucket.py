"""The arithmetic of a rate limit: two balances, of requests and of tokens, that refill evenly.

In no minute more requests start than the limit. Of tokens at most the limit and one request's more, since a request
larger than a second's share is let through from a full balance and leaves a debt. `modelhub/rate_limit.py` does the same
inside Redis.
"""

from dataclasses import dataclass

MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class RateLimits:
    """What an endpoint allows; None is no limit."""

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a limit below 1, under which nothing would ever start."""
        if any(limit is not None and limit < 1 for limit in (self.requests_per_minute, self.tokens_per_minute)):
            raise ValueError("a limit per minute is at least 1, or None for no limit")

    @property
    def requests(self) -> "Refill":
        """How the balance of requests refills."""
        return Refill.whole(self.requests_per_minute)

    @property
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

    def after(self, balance: float, seconds: float) -> float:
        """Return the balance some seconds later."""
        return min(self.most, balance + max(0.0, seconds) * self.per_s)

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


def take(balances: Balances, limits: RateLimits, *, n_tokens: int, now: float) -> tuple[Balances, float]:
    """Take one request of so many tokens, or nothing: return the new balances and the seconds to wait (0: taken)."""
    requests = limits.requests.after(balances.requests, now - balances.at)
    tokens = limits.tokens.after(balances.tokens, now - balances.at)
    wait_s = max(
        limits.requests.wait_s(requests, 1.0), limits.tokens.wait_s(tokens, n_tokens), balances.held_until - now, 0.0
    )
    taken = 0 if wait_s > 0 else 1
    at = max(now, balances.at)
    return Balances(requests - taken, tokens - taken * n_tokens, at, balances.held_until), wait_s


def give_back(balances: Balances, limits: RateLimits, n_tokens: int) -> Balances:
    """Return the balances with tokens that were taken and not used; a negative number takes more."""
    tokens = min(limits.tokens.most, balances.tokens + n_tokens)
    return Balances(balances.requests, tokens, balances.at, balances.held_until)


def hold(balances: Balances, *, until: float) -> Balances:
    """Return the balances with nothing starting before a moment; an earlier hold is never shortened."""
    return Balances(balances.requests, balances.tokens, balances.at, max(balances.held_until, until))
