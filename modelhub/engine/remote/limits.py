"""Who may start a request now: a limiter of rate that a run asks before every one."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Protocol

from modelhub.engine.remote.token_bucket import Balances, RateLimits, give_back, hold, take


class RateLimiter(Protocol):
    """Shared by all that call one endpoint. It is asked from the thread that runs `complete`, never from inside a call."""

    def take(self, n_tokens: int) -> float:
        """Take one request of at most so many tokens and return 0, or take nothing and return seconds to wait."""
        ...

    def settle(self, n_taken: int, n_used: int) -> None:
        """Correct the tokens of a request that was taken by what it used in the end."""
        ...

    def hold(self, seconds: float) -> None:
        """Let nobody start for so long: the endpoint asked for it."""
        ...


class LocalRateLimiter:
    """A limiter for one process; the time is in seconds of a clock that only goes forward."""

    def __init__(self, limits: RateLimits | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits or RateLimits()
        self._clock = clock
        self._lock = Lock()
        self._balances = Balances.full(self._limits, clock())

    def take(self, n_tokens: int) -> float:
        """Take one request, or return seconds to wait."""
        with self._lock:
            self._balances, wait_s = take(self._balances, self._limits, n_tokens=n_tokens, now=self._clock())
            return wait_s

    def settle(self, n_taken: int, n_used: int) -> None:
        """Give back what was not used."""
        with self._lock:
            self._balances = give_back(self._balances, self._limits, n_tokens=n_taken - n_used, now=self._clock())

    def hold(self, seconds: float) -> None:
        """Let nobody start for so long."""
        with self._lock:
            self._balances = hold(self._balances, self._limits, seconds=seconds, now=self._clock())
