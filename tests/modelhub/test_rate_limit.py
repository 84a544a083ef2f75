"""All workers together keep under one limit, by a real Redis."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from modelhub.engine.remote.token_bucket import Balances, RateLimits, give_back, hold, take
from modelhub.rate_limit import LimiterGone, RedisRateLimiter
from tests.modelhub.engine.remote.making import asked_for, completed, config_for
from tests.modelhub.stub_endpoint import running

LIMITS = RateLimits(requests_per_minute=600, tokens_per_minute=60_000)


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 5000),
    st.integers(1, 500_000),
    st.lists(
        st.tuples(st.just("take"), st.integers(0, 20_000))
        | st.tuples(st.just("give_back"), st.integers(-500, 20_000))
        | st.tuples(st.just("hold"), st.floats(0, 30)),
        max_size=20,
    ),
)
def test_redis_counts_as_the_engine_does(
    redis: Redis, requests_per_minute: int, tokens_per_minute: int, steps: list[tuple[str, float]]
) -> None:
    limits = RateLimits(requests_per_minute, tokens_per_minute)
    limiter = RedisRateLimiter(redis, uuid4().hex, limits)
    balances: Balances | None = None
    for what, amount in steps:
        wait_s, now = limiter.step(what, amount)
        balances, expected_s = _step(balances or Balances.full(limits, now), limits, what, amount, now)
        assert wait_s == pytest.approx(expected_s, rel=1e-6, abs=1e-5)


def _step(balances: Balances, limits: RateLimits, what: str, amount: float, now: float) -> tuple[Balances, float]:
    if what == "take":
        return take(balances, limits, n_tokens=int(amount), now=now)
    if what == "give_back":
        return give_back(balances, limits, n_tokens=int(amount), now=now), 0.0
    return hold(balances, limits, seconds=amount, now=now), 0.0


def test_workers_together_start_no_more_than_the_limit(redis: Redis, redis_url: str) -> None:
    name = uuid4().hex

    def work(_: int) -> list[float]:
        """Start as often as may be; return when."""
        with Redis.from_url(redis_url) as own:
            steps = [RedisRateLimiter(own, name, LIMITS).step("take", 1) for _ in range(150)]
        return [now for wait_s, now in steps if wait_s == 0]

    with ThreadPoolExecutor(8) as workers:
        starts = sorted(start for done in workers.map(work, range(8)) for start in done)
    refill = LIMITS.requests
    assert starts
    assert len(starts) <= refill.most + (starts[-1] - starts[0]) * refill.per_s + 1e-6


def test_hold_of_one_worker_holds_all_and_is_not_shortened(redis: Redis, redis_url: str) -> None:
    name = uuid4().hex
    one = RedisRateLimiter(redis, name, LIMITS)
    one.hold(30.0)
    one.hold(1.0)
    with Redis.from_url(redis_url) as other:
        assert 20.0 < RedisRateLimiter(other, name, LIMITS).take(1) <= 30.0


def test_tokens_given_back_by_one_worker_can_be_taken_by_another(redis: Redis) -> None:
    name = uuid4().hex
    one, other = (RedisRateLimiter(redis, name, LIMITS) for _ in range(2))
    assert one.take(60_000) == 0
    assert other.take(10) > 30.0
    one.settle(60_000, 0)
    assert other.take(10) < 1.0


def test_other_endpoints_have_limits_of_their_own(redis: Redis) -> None:
    assert RedisRateLimiter(redis, uuid4().hex, LIMITS).take(60_000) == 0
    assert RedisRateLimiter(redis, uuid4().hex, LIMITS).take(60_000) == 0


def test_nothing_is_left_in_redis_of_a_limit_that_nobody_uses(redis: Redis) -> None:
    limiter = RedisRateLimiter(redis, uuid4().hex, LIMITS)
    limiter.take(60_000)
    # A minute until the balance is full again.
    assert 60_000 <= redis.pttl(limiter.key) <= 62_000


def test_run_keeps_to_the_shared_limit(redis: Redis) -> None:
    limiter = RedisRateLimiter(redis, uuid4().hex, RateLimits(requests_per_minute=1200))
    with running() as stub:
        completions = completed(config_for(stub), asked_for(40), limiter=limiter)
    assert len(completions) == 40
    assert redis.exists(limiter.key)


def test_without_redis_nobody_starts_and_the_run_ends_after_a_time() -> None:
    with Redis(port=1, socket_timeout=1.0, retry=Retry(NoBackoff(), 0)) as away:
        limiter = RedisRateLimiter(away, "x", LIMITS, patience_s=3600)
        assert limiter.take(1) == 1.0
        limiter.settle(10, 5)
        limiter.hold(5.0)
        impatient = RedisRateLimiter(away, "x", LIMITS, patience_s=0)
        with running() as stub, pytest.raises(LimiterGone, match="Redis"):
            completed(config_for(stub), asked_for(3), limiter=impatient)
    assert stub.asked == []


def test_requests_start_again_when_redis_is_back_without_what_it_knew(redis_url: str) -> None:
    with Redis.from_url(redis_url, retry=Retry(NoBackoff(), 0)) as client:
        limiter = RedisRateLimiter(client, uuid4().hex, LIMITS)
        assert limiter.take(60_000) == 0
        port = _lead_to(client, 1)
        assert limiter.take(1) == 1.0
        _lead_to(client, port)
        client.script_flush()
        client.delete(limiter.key)
        assert limiter.take(1) == 0


def _lead_to(client: Redis, port: int) -> int:
    """Let the client's connections lead to another port; return the one before."""
    pool = client.connection_pool
    before, pool.connection_kwargs["port"] = int(pool.connection_kwargs["port"]), port
    pool.disconnect()
    pool.reset()
    return before
