"""A model behind an OpenAI-compatible endpoint, as the engine sees any model."""

import ssl
import time
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from types import TracebackType
from typing import Self

from modelhub.engine.remote.allowance import Allowance
from modelhub.engine.remote.budget import Budget
from modelhub.engine.remote.config import EndpointConfig
from modelhub.engine.remote.connection import GuardedConnection
from modelhub.engine.remote.dispatch import Dispatch, Ended, Job
from modelhub.engine.remote.exchange import Exchange, Reply
from modelhub.engine.remote.key import Key
from modelhub.engine.remote.limits import LocalRateLimiter, RateLimiter
from modelhub.engine.remote.outcome import Outcome
from modelhub.engine.remote.prices import TokenPrice
from modelhub.engine.remote.reply import read_reply
from modelhub.engine.remote.request_body import likely_tokens, request_body
from modelhub.engine.remote.route import LookUp, Route, look_up
from modelhub.engine.text_model import Completion, Message, Sampling, TextRequest


class EndpointModel:
    """Sends up to `n_in_flight` requests at once. Close it, or use it in a `with`: it keeps threads and connections.

    It logs nothing: prompts hold names of tables.
    """

    def __init__(
        self,
        config: EndpointConfig,
        *,
        limiter: RateLimiter | None = None,
        budget: Budget | None = None,
        price: TokenPrice | None = None,
        look_up: LookUp = look_up,
    ) -> None:
        """Raises AddressRefused, PriceError for a budget without a price, and OSError for certificates that are missing."""
        self._config = config
        self._allowance = Allowance(config, limiter or LocalRateLimiter(), budget, price)
        self._key = Key(config.key_variable)
        self._route = route = Route(config.base_url, allow_private=config.allow_private, look_up=look_up)
        tls = ssl.create_default_context(cafile=config.ca_file or None) if route.url.scheme == "https" else None
        self._path = route.url.path + config.api
        self._exchange = Exchange(
            lambda: GuardedConnection(route, config.timeouts, tls), self._key, max_reply_bytes=config.max_reply_bytes
        )
        self._threads = ThreadPoolExecutor(config.n_in_flight, thread_name_prefix="endpoint")

    def complete(self, requests: Iterable[TextRequest], *, sampling: Sampling) -> Generator[Completion, None, None]:
        """Yield one completion for every request, as they finish; closing it ends the calls under way.

        Raises ModelGone, and BudgetSpent, which is one.
        """
        self._key.check()
        dispatch = Dispatch(
            requests,
            lambda job: self._begin(job, sampling),
            config=self._config,
            allowance=self._allowance,
            chance=Random(),  # noqa: S311
        )
        yield from dispatch.completions()

    def n_tokens(self, messages: tuple[Message, ...]) -> int:
        """Return an estimate: only the endpoint knows its tokenizer."""
        return likely_tokens(messages)

    def forget_addresses(self) -> None:
        """Look the endpoint's name up again before the next connection."""
        self._route.forget()

    def close(self) -> None:
        """End threads and connections."""
        self._threads.shutdown()
        self._exchange.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, job: Job, sampling: Sampling) -> Future[Ended]:
        return self._threads.submit(self._attempt, job, sampling)

    def _attempt(self, job: Job, sampling: Sampling) -> Ended:
        body = request_body(self._config, job.request, sampling)
        until = job.started_at + self._config.retries.in_all_s
        answer = self._exchange.post(self._path, body, job.cancel, until=until)
        if isinstance(answer, Reply):
            answer = read_reply(answer, key_variable=self._key.variable, now=datetime.now(UTC))
        return Ended(self._without_key(answer), time.monotonic())

    def _without_key(self, outcome: Outcome) -> Outcome:
        text = self._key.hidden_in(outcome.text)
        return outcome if text is outcome.text else replace(outcome, text=text)
