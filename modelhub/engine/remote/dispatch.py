"""The order of events in a run of requests: what starts when, what is asked again, what is yielded, what ends it all.

All of it happens in the thread that takes the completions, so that requests are pulled, limits asked and budgets booked
there; only the calls themselves are elsewhere.
"""

import heapq
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, SimpleQueue
from random import Random

from modelhub.engine.remote.allowance import Allowance, Need, Usage
from modelhub.engine.remote.config import EndpointConfig
from modelhub.engine.remote.exchange import Cancel
from modelhub.engine.remote.outcome import Outcome
from modelhub.engine.remote.request_body import is_forced
from modelhub.engine.text_model import Completion, ModelGone, TextRequest

# What is wrong with one prompt says nothing about the endpoint.
_OF_THE_PROMPT = {"refusal", "content_filter", "context", "too_large"}
# Not a byte of an answer came.
_SILENCE = {"timeout", "unreachable"}


@dataclass(slots=True, eq=False)
class Job:
    """One request on its way; `cancel` ends the attempt that is under way."""

    # Not in its representation, which a page that shows errors would show.
    request: TextRequest = field(repr=False)
    need: Need
    cancel: Cancel = field(default_factory=Cancel)
    n_attempts: int = 0
    started_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended, and when (seconds of the monotonic clock)."""

    outcome: Outcome
    at: float


class Dispatch:
    """One run of requests; `start` begins an attempt in another thread."""

    def __init__(
        self,
        requests: Iterable[TextRequest],
        start: Callable[[Job], Future[Ended]],
        *,
        config: EndpointConfig,
        allowance: Allowance,
        chance: Random,
    ) -> None:
        self._requests = iter(requests)
        self._start = start
        self._config = config
        self._allowance = allowance
        self._chance = chance
        self._in_flight: set[Job] = set()
        # By the moment from which they may start; the number keeps the order among equals.
        self._waiting: list[tuple[float, int, Job]] = []
        self._numbers = count()
        self._ended: SimpleQueue[tuple[Job, Future[Ended]]] = SimpleQueue()
        self._is_exhausted = False
        self._nothing_before = 0.0
        self._waits_for_room = False
        self._n_failures = 0
        self._heard_at = 0.0
        self._end: ModelGone | None = None

    def completions(self) -> Generator[Completion, None, None]:
        """Yield a completion per request as they finish. Raises ModelGone, after all that has finished by then."""
        try:
            while self._end is None:
                self._start_what_may_start()
                if not self._in_flight and (self._end or not self._waiting):
                    break
                if (ended := self._next_end(self._seconds_to_next_start())) and (completion := self._judge(*ended)):
                    yield completion
            while ended := self._next_end(0.0):
                if completion := self._judge(*ended):
                    yield completion
            if self._end:
                raise self._end
        finally:
            self._abandon()

    def _start_what_may_start(self) -> None:
        self._waits_for_room = False
        while time.monotonic() >= self._nothing_before and (job := self._next_job()):
            try:
                wait_s = self._allowance.take(job.need)
            except ModelGone as reason:
                self._wait_for_room(job, reason)
                return
            if wait_s > 0:
                self._nothing_before = time.monotonic() + wait_s
                self._put_back(job, at=0.0)
                return
            self._launch(job)

    def _next_job(self) -> Job | None:
        if self._waiting and self._waiting[0][0] <= time.monotonic():
            return heapq.heappop(self._waiting)[2]
        # Those that wait count as well: else an endpoint in trouble would make a run pull all its tables.
        if self._is_exhausted or len(self._in_flight) + len(self._waiting) >= self._config.n_in_flight:
            return None
        request = next(self._requests, None)
        if request is None:
            self._is_exhausted = True
            return None
        return Job(request, self._allowance.need(request))

    def _wait_for_room(self, job: Job, reason: ModelGone) -> None:
        """What is under way may cost less than was set aside for it; without any, that is the end."""
        self._put_back(job, at=0.0)
        self._waits_for_room = True
        if not self._in_flight:
            self._end = reason

    def _put_back(self, job: Job, *, at: float) -> None:
        heapq.heappush(self._waiting, (at, next(self._numbers), job))

    def _launch(self, job: Job) -> None:
        job.n_attempts += 1
        job.started_at = job.started_at or time.monotonic()
        self._in_flight.add(job)
        self._start(job).add_done_callback(lambda future: self._ended.put((job, future)))

    def _seconds_to_next_start(self) -> float | None:
        """Return how long nothing but an end can happen; None is until an end."""
        if not self._waiting or (self._waits_for_room and self._in_flight):
            return None
        return max(0.0, max(self._waiting[0][0], self._nothing_before) - time.monotonic())

    def _next_end(self, at_most_s: float | None) -> tuple[Job, Ended] | None:
        """Return the next attempt that ends within so many seconds; None is however long it takes."""
        try:
            job, future = self._ended.get(timeout=at_most_s) if at_most_s != 0 else self._ended.get_nowait()
        except Empty:
            return None
        self._in_flight.discard(job)
        return job, future.result()

    def _judge(self, job: Job, ended: Ended) -> Completion | None:
        """Book an attempt; return its completion, unless the request is asked again or left for another run."""
        outcome = ended.outcome
        usage = self._allowance.settle(job.need, outcome)
        wait_s = self._wait_s(job, outcome)
        if outcome.kind not in _SILENCE:
            self._heard_at = ended.at
        if outcome.for_all:
            self._end = self._end or ModelGone(outcome.problem)
        elif wait_s is not None:
            self._ask_again(job, outcome, wait_s)
        else:
            self._count(outcome)
            self._heed_silence(job, ended)
            return self._completion(job, ended, usage)
        return None

    def _wait_s(self, job: Job, outcome: Outcome) -> float | None:
        """Return how long to wait before a request is asked again; None when its attempts, or their time, are used up."""
        retries = self._config.retries
        if not outcome.again or job.n_attempts >= retries.n_attempts:
            return None
        wait_s = retries.wait_s(job.n_attempts, outcome.asked_to_wait_s, self._chance)
        return wait_s if time.monotonic() + wait_s < job.started_at + retries.in_all_s else None

    def _ask_again(self, job: Job, outcome: Outcome, wait_s: float) -> None:
        if outcome.asked_to_wait_s is not None:
            # Meant for everybody who uses the key, not for this request alone.
            self._allowance.hold(min(outcome.asked_to_wait_s, self._config.retries.most_asked_for_s))
        self._put_back(job, at=time.monotonic() + wait_s)

    def _count(self, outcome: Outcome) -> None:
        if not outcome.failed:
            self._n_failures = 0
        elif outcome.kind not in _OF_THE_PROMPT:
            self._n_failures += 1
        if self._n_failures >= self._config.n_failures_to_stop and self._end is None:
            self._end = ModelGone(f"{self._n_failures} requests in a row failed, the last like this: {outcome.problem}")

    def _heed_silence(self, job: Job, ended: Ended) -> None:
        """End it all when a request is given up and none was answered meanwhile; the last one only fails by itself."""
        is_silent = ended.outcome.kind == "timeout" and self._heard_at < job.started_at
        if is_silent and self._end is None and (self._in_flight or self._waiting or not self._is_exhausted):
            self._end = ModelGone(
                f"The endpoint never answered: it was asked for {ended.at - job.started_at:,.0f} s, "
                f"and no request had an answer. See whether it serves {self._config.model}, then let the run go on"
            )

    def _completion(self, job: Job, ended: Ended, usage: Usage) -> Completion:
        outcome = ended.outcome
        return Completion(
            job.request.key,
            outcome.text,
            outcome.finish,
            usage.n_tokens_in,
            usage.n_tokens_out,
            ended.at - job.started_at,
            forced=not outcome.failed and is_forced(self._config, job.request),
            problem=outcome.problem,
            kind=outcome.kind,
        )

    def _abandon(self) -> None:
        """End what is still under way; it may be charged for, and its requests were not answered."""
        for job in self._in_flight:
            job.cancel()
            self._allowance.settle(job.need, None)
        self._in_flight.clear()
