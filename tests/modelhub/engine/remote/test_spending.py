"""A run stays under its cap in dollars, and stops cleanly there."""

from datetime import date
from decimal import Decimal

import pytest

from modelhub.engine.remote.budget import BudgetSpent, CappedBudget
from modelhub.engine.remote.endpoint import EndpointModel
from modelhub.engine.remote.prices import PriceError, TokenPrice
from modelhub.engine.stub_endpoint.http_server import Respond
from modelhub.engine.text_model import Completion, Finish
from tests.modelhub import stub_endpoint
from tests.modelhub.engine.remote.making import GREEDY, IMPATIENT, PROMPT, asked_for, completed, config_for
from tests.modelhub.stub_endpoint import Stub, fails, running, says

# The stub counts 11 tokens in and 7 out: 0.11 + 0.14 = 0.25 dollars a request.
PRICE = TokenPrice("m", Decimal(10_000), Decimal(20_000), date(2026, 1, 1), "test")
COST = Decimal("0.25")
# At most: a token per byte, 16 for the message and 64 for the prompt, and all of the 100 tokens that may come back.
MOST = Decimal("0.01") * (len(PROMPT) + 80) + Decimal("0.02") * 100


def spend(stub: Stub, budget: CappedBudget, n: int = 1000, n_in_flight: int = 4) -> list[Completion]:
    """Complete until the budget is spent, which it must be."""
    seen: list[Completion] = []
    config = config_for(stub, n_in_flight=n_in_flight, timeouts=IMPATIENT)
    spent = pytest.raises(BudgetSpent, match=f"may cost up to \\${MOST}")
    with EndpointModel(config, budget=budget, price=PRICE) as model, spent:
        seen.extend(model.complete(asked_for(n), sampling=GREEDY))
    return seen


def test_run_stops_before_the_request_that_might_exceed_the_cap() -> None:
    budget = CappedBudget(Decimal("12.00"))
    with running() as stub:
        seen = spend(stub, budget)
    # All that was sent was answered and is in hand, and another one would not have fitted.
    assert len(stub.asked) == len(seen)
    assert {completion.finish for completion in seen} == {Finish.STOP}
    assert budget.spent_usd == len(seen) * COST
    assert 12 - MOST < budget.spent_usd <= 12


def test_one_at_a_time_spends_as_much_as_many_at_once() -> None:
    spent = []
    for n_in_flight in (1, 3):
        budget = CappedBudget(Decimal("12.00"))
        with running() as stub:
            spend(stub, budget, n_in_flight=n_in_flight)
        spent.append(budget.spent_usd)
    assert spent[0] == spent[1]


def test_budget_too_small_for_one_request_sends_none() -> None:
    with running() as stub:
        assert spend(stub, CappedBudget(MOST - Decimal("0.01"))) == []
    assert stub.asked == []


def test_run_that_fits_ends_without_a_word() -> None:
    budget = CappedBudget(Decimal("100"))
    with running() as stub:
        assert len(completed(config_for(stub), asked_for(20), budget=budget, price=PRICE)) == 20
    assert budget.spent_usd == 20 * COST


@pytest.mark.parametrize(
    ("fault", "cost"),
    [
        # Not worked on, so not charged for.
        (fails(429), Decimal(0)),
        (fails(500), Decimal(0)),
        # Perhaps worked on: counts as if it had cost the most.
        (stub_endpoint.never, MOST),
        (stub_endpoint.half_json, MOST),
        (stub_endpoint.cut_off, MOST),
        (stub_endpoint.floods, MOST),
        # Of no use, but counted by the endpoint.
        (says("", choices=[]), COST),
    ],
)
def test_failed_attempt_is_booked_by_what_it_may_have_cost(fault: Respond, cost: Decimal) -> None:
    budget = CappedBudget(Decimal("100"))
    with running(then=fault) as stub:
        completed(config_for(stub, timeouts=IMPATIENT), asked_for(1), budget=budget, price=PRICE)
    assert budget.spent_usd == len(stub.asked) * cost


def test_further_attempts_stay_under_the_cap() -> None:
    budget = CappedBudget(MOST * 2)
    with running(then=stub_endpoint.half_json) as stub:
        spend(stub, budget, n_in_flight=1)
    assert len(stub.asked) == 2
    assert budget.spent_usd == MOST * 2


def test_calls_that_were_broken_off_count_as_spent() -> None:
    budget = CappedBudget(Decimal("100"))
    with running(says("First."), then=stub_endpoint.never) as stub:
        model = EndpointModel(config_for(stub, n_in_flight=2), budget=budget, price=PRICE)
        with model:
            completions = model.complete(asked_for(10), sampling=GREEDY)
            next(completions)
            completions.close()
    # The second was under way.
    assert budget.spent_usd == COST + MOST


class Hesitant:
    """A limiter that lets every request wait twice before it may start."""

    def __init__(self) -> None:
        self.n_asked = 0

    def take(self, n_tokens: int) -> float:
        self.n_asked += 1
        return 0.001 if self.n_asked % 3 else 0.0

    def settle(self, n_taken: int, n_used: int) -> None:
        return None

    def hold(self, seconds: float) -> None:
        return None


def test_request_that_has_to_wait_keeps_no_money() -> None:
    budget = CappedBudget(MOST + 4 * COST)
    limiter = Hesitant()
    with running() as stub:
        completed(config_for(stub), asked_for(5), budget=budget, price=PRICE, limiter=limiter)
    assert limiter.n_asked >= 15
    assert budget.spent_usd == 5 * COST


def test_budget_without_a_price_is_refused() -> None:
    with running() as stub, pytest.raises(PriceError, match="a budget needs the model's price"):
        EndpointModel(config_for(stub), budget=CappedBudget(Decimal(1)))
