"""Nothing is set aside that might exceed the cap, however many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from modelhub.engine.remote.budget import CappedBudget

CENT = Decimal("0.01")


def test_reservation_that_fits_exactly_is_given() -> None:
    budget = CappedBudget(Decimal("0.03"))
    assert [budget.reserve(CENT) for _ in range(4)] == [True, True, True, False]


def test_settling_makes_room_for_what_was_not_spent() -> None:
    budget = CappedBudget(Decimal("0.03"))
    assert budget.reserve(Decimal("0.03"))
    assert not budget.reserve(CENT)
    budget.settle(Decimal("0.03"), CENT)
    assert budget.spent_usd == CENT
    assert budget.reserve(Decimal("0.02"))


def test_what_earlier_parts_of_a_run_spent_counts() -> None:
    budget = CappedBudget(Decimal("0.03"), spent_usd=Decimal("0.025"))
    assert not budget.reserve(CENT)


def test_many_threads_together_stay_under_the_cap() -> None:
    budget = CappedBudget(Decimal("1.00"))

    def spend(_: int) -> bool:
        if not budget.reserve(Decimal("0.003")):
            return False
        budget.settle(Decimal("0.003"), Decimal("0.002"))
        return True

    with ThreadPoolExecutor(16) as threads:
        n_spent = sum(threads.map(spend, range(2000)))
    assert budget.spent_usd == n_spent * Decimal("0.002")
    assert Decimal("0.99") < budget.spent_usd <= 1
