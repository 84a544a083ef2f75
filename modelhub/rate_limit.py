"""A rate limit that all workers share through Redis: the arithmetic of `engine/remote/token_bucket.py`, inside Redis."""

import time
from typing import Protocol, cast

from redis import Redis, RedisError

from modelhub.engine.remote.token_bucket import RateLimits
from modelhub.engine.text_model import ModelGone

# One call is one step: nobody else's comes in between. The time is Redis's own, since the workers' clocks differ.
# ARGV: most and per second of requests, the same of tokens, what to do, with how much. Returns seconds to wait, and now.
_SCRIPT = """
local moment = redis.call('TIME')
local now = tonumber(moment[1]) + tonumber(moment[2]) / 1e6
local most_r, per_s_r, most_t, per_s_t = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local what, amount = ARGV[5], tonumber(ARGV[6])
local kept = redis.call('HMGET', KEYS[1], 'requests', 'tokens', 'at', 'held_until')
local at = tonumber(kept[3]) or now
local since = math.max(0, now - at)
local requests = math.min(most_r, (tonumber(kept[1]) or most_r) + since * per_s_r)
local tokens = math.min(most_t, (tonumber(kept[2]) or most_t) + since * per_s_t)
local held_until = tonumber(kept[4]) or 0
local wait = 0
if what == 'take' then
  wait = math.max(0, held_until - now)
  if per_s_r > 0 then wait = math.max(wait, (1 - requests) / per_s_r) end
  if per_s_t > 0 then wait = math.max(wait, (math.min(amount, most_t) - tokens) / per_s_t) end
  if wait == 0 then
    requests = requests - 1
    tokens = tokens - amount
  end
elseif what == 'give_back' then
  tokens = math.min(most_t, tokens + amount)
else
  held_until = math.max(held_until, now + amount)
end
local function exact(number) return string.format('%.17g', number) end
redis.call('HSET', KEYS[1], 'requests', exact(requests), 'tokens', exact(tokens), 'at', exact(math.max(now, at)),
  'held_until', exact(held_until))
-- Once everything is full again, having no entry is the same.
local full = math.max(held_until - now, 1)
if per_s_r > 0 then full = math.max(full, (most_r - requests) / per_s_r) end
if per_s_t > 0 then full = math.max(full, (most_t - tokens) / per_s_t) end
redis.call('PEXPIRE', KEYS[1], math.ceil(full * 1000) + 1000)
return {exact(wait), exact(now)}
"""
_TRY_AGAIN_S = 1.0


class LimiterGone(ModelGone):
    """Redis is away, so that nobody knows who may start."""


class Script(Protocol):
    """What `Redis.register_script` gives."""

    def __call__(self, keys: list[str], args: list[object]) -> object:
        """Run it."""
        ...


class RedisRateLimiter:
    """A `RateLimiter` for all workers that use the same name, such as an endpoint's and its key's variable.

    The client should have a short timeout and few retries: a run waits for each step.
    """

    def __init__(self, redis: Redis, name: str, limits: RateLimits, *, patience_s: float = 60.0) -> None:
        self._script = cast(Script, redis.register_script(_SCRIPT))
        self.key = f"blindbench:rate:{name}"
        refills = (limits.requests, limits.tokens)
        self._limits = [number for refill in refills for number in (repr(refill.most), repr(refill.per_s))]
        self._patience_s = patience_s
        self._away_since: float | None = None

    def take(self, n_tokens: int) -> float:
        """Take one request, or return seconds to wait. While Redis is away nobody starts; after a time raises LimiterGone."""
        try:
            wait_s, _ = self.step("take", n_tokens)
        except RedisError as error:
            return self._wait_for_redis(error)
        self._away_since = None
        return wait_s

    def settle(self, n_taken: int, n_used: int) -> None:
        """Give back what was not used; while Redis is away it stays taken, which is the safe side."""
        self._step_if_there("give_back", n_taken - n_used)

    def hold(self, seconds: float) -> None:
        """Let nobody start for so long; while Redis is away nobody starts anyway."""
        self._step_if_there("hold", seconds)

    def step(self, what: str, amount: float) -> tuple[float, float]:
        """Take, give_back or hold inside Redis; return seconds to wait, and Redis's time. Raises RedisError."""
        answer = self._script([self.key], [*self._limits, what, repr(amount)])
        wait_s, now = cast(tuple[bytes, bytes], answer)
        return float(wait_s), float(now)

    def _step_if_there(self, what: str, amount: float) -> None:
        try:
            self.step(what, amount)
        except RedisError as error:
            self._wait_for_redis(error)

    def _wait_for_redis(self, error: RedisError) -> float:
        now = time.monotonic()
        self._away_since = self._away_since or now
        if now - self._away_since >= self._patience_s:
            raise LimiterGone("Redis, which shares the endpoint's rate limit, does not answer") from error
        return _TRY_AGAIN_S
