"""May a request start, and what did it take: the limiter of rate and the budget, asked together."""

import math
from dataclasses import dataclass
from decimal import Decimal

from modelhub.engine.remote.budget import Budget, BudgetSpent
from modelhub.engine.remote.config import EndpointConfig
from modelhub.engine.remote.limits import RateLimiter
from modelhub.engine.remote.outcome import Outcome
from modelhub.engine.remote.prices import PriceError, TokenPrice
from modelhub.engine.remote.request_body import likely_tokens, likely_tokens_of, most_tokens
from modelhub.engine.text_model import TextRequest


@dataclass(frozen=True, slots=True)
class Need:
    """What one attempt may take: likely tokens for the limiter, dollars that it can't exceed for the budget."""

    n_tokens_in: int
    n_tokens: int
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Usage:
    """What one attempt took: tokens as the endpoint counts them, or an estimate."""

    n_tokens_in: int
    n_tokens_out: int


class Allowance:
    """A limiter, and optionally a budget with the price that it needs."""

    def __init__(
        self, config: EndpointConfig, limiter: RateLimiter, budget: Budget | None, price: TokenPrice | None
    ) -> None:
        """Raises PriceError for a budget without a price."""
        self._config = config
        if budget is not None and price is None:
            raise PriceError("a budget needs the model's price; add a row for the model to the prices")
        self._limiter = limiter
        self._budget = budget
        self._price = price

    def need(self, request: TextRequest) -> Need:
        """Return what the request may take."""
        n_in = likely_tokens(request.messages)
        n_most_in = most_tokens(self._config, request)
        usd = self._price.cost_usd(n_most_in, request.max_new_tokens) if self._price else Decimal(0)
        return Need(n_in, n_in + request.max_new_tokens, usd)

    def take(self, need: Need) -> float:
        """Take what an attempt needs and return 0, or take nothing and return seconds to wait.

        Raises BudgetSpent, and whatever ModelGone the limiter raises.
        """
        if self._budget is not None and not self._budget.reserve(need.usd):
            usd = f"{need.usd.normalize():f}"
            raise BudgetSpent(
                f"The budget has no room for another request, which may cost up to ${usd}: it takes a larger one"
            )
        wait_s = math.inf
        try:
            wait_s = self._limiter.take(need.n_tokens)
        finally:
            if wait_s > 0 and self._budget is not None:
                self._budget.settle(need.usd, Decimal(0))
        return wait_s

    def settle(self, need: Need, outcome: Outcome | None) -> Usage:
        """Book what an attempt took; None is one that was broken off, and counts as if it had taken everything."""
        usage = _usage(need, outcome)
        if self._budget is not None:
            self._budget.settle(need.usd, self._spent_usd(need, outcome, usage))
        if outcome is not None and not outcome.failed:
            self._limiter.settle(need.n_tokens, usage.n_tokens_in + usage.n_tokens_out)
        return usage

    def hold(self, seconds: float) -> None:
        """Let nobody start for so long."""
        self._limiter.hold(seconds)

    def _spent_usd(self, need: Need, outcome: Outcome | None, usage: Usage) -> Decimal:
        if outcome is None or self._price is None:
            return need.usd
        if not outcome.failed or outcome.n_tokens_out is not None:
            return self._price.cost_usd(usage.n_tokens_in, usage.n_tokens_out)
        return need.usd if outcome.maybe_charged else Decimal(0)


def _usage(need: Need, outcome: Outcome | None) -> Usage:
    if outcome is None or (outcome.failed and outcome.n_tokens_out is None):
        return Usage(0, 0)
    n_in = need.n_tokens_in if outcome.n_tokens_in is None else outcome.n_tokens_in
    n_out = likely_tokens_of(outcome.text) if outcome.n_tokens_out is None else outcome.n_tokens_out
    return Usage(n_in, n_out)
