"""A limiter lets through what an endpoint allows, all of it, and no more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelhub.engine.remote.limits import LocalRateLimiter
from modelhub.engine.remote.token_bucket import RateLimits


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def starts(limits: RateLimits, sizes: list[int], *, seconds: float) -> list[tuple[float, int]]:
    """Return when requests start, with their tokens, when each is sent as soon as it may be."""
    clock = Clock()
    limiter = LocalRateLimiter(limits, clock=clock)
    begin = clock.now
    started: list[tuple[float, int]] = []
    for at in range(1_000_000):
        n_tokens = sizes[at % len(sizes)]
        for _ in range(3):  # rounding may leave a rest of the wait
            if (wait_s := limiter.take(n_tokens)) == 0:
                break
            clock.now += wait_s + 1e-9
        else:
            pytest.fail("a wait that was waited for is not enough")
        if clock.now - begin > seconds:
            return started
        started.append((clock.now, n_tokens))
    pytest.fail("no limit at all")


def most_in_a_minute(started: list[tuple[float, int]], *, tokens: bool) -> int:
    windows = [[n for at, n in started if first <= at < first + 60] for first, _ in started]
    return max(sum(window) if tokens else len(window) for window in windows)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 300))
def test_no_minute_has_more_requests_than_the_limit_and_few_have_less(limit: int) -> None:
    started = starts(RateLimits(requests_per_minute=limit), [1], seconds=180)
    assert most_in_a_minute(started, tokens=False) <= limit
    assert len(started) >= 3 * limit * 0.98 - 1


@settings(deadline=None)
@given(st.integers(100, 100_000), st.lists(st.integers(1, 5_000), min_size=1, max_size=4))
def test_no_minute_has_more_tokens_than_the_limit_and_one_request(limit: int, sizes: list[int]) -> None:
    started = starts(RateLimits(tokens_per_minute=limit), [max(size, limit // 100) for size in sizes], seconds=180)
    largest = max(max(sizes), limit // 100)
    assert most_in_a_minute(started, tokens=True) <= limit + max(largest, limit / 60) + 1
    assert sum(n for _, n in started) >= 3 * limit - largest


def test_request_that_may_not_start_takes_nothing() -> None:
    clock = Clock()
    limiter = LocalRateLimiter(RateLimits(requests_per_minute=60, tokens_per_minute=60_000), clock=clock)
    assert limiter.take(1000) == 0
    waits = [limiter.take(1000) for _ in range(5)]
    assert waits == [pytest.approx(1.0)] * 5


def test_tokens_that_were_not_used_are_given_back() -> None:
    clock = Clock()
    limiter = LocalRateLimiter(RateLimits(tokens_per_minute=6000), clock=clock)
    assert limiter.take(3000) == 0
    assert limiter.take(100) == pytest.approx(30.0)
    limiter.settle(3000, 100)
    assert limiter.take(100) == pytest.approx(1.0)


def test_hold_stops_everybody_and_is_never_shortened() -> None:
    clock = Clock()
    limiter = LocalRateLimiter(clock=clock)
    limiter.hold(30.0)
    limiter.hold(5.0)
    assert limiter.take(1) == pytest.approx(30.0)
    clock.now += 30.0
    assert limiter.take(1) == 0


def test_without_limits_everything_starts() -> None:
    limiter = LocalRateLimiter(clock=Clock())
    assert [limiter.take(10**9) for _ in range(1000)] == [0.0] * 1000


@pytest.mark.parametrize("limits", [{"requests_per_minute": 0}, {"tokens_per_minute": -1}])
def test_limit_under_which_nothing_starts_is_refused(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        RateLimits(**limits)
