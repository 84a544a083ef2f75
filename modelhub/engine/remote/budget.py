"""A cap in dollars: what a request may cost is set aside before it starts, and settled when it is known."""

from decimal import Decimal
from threading import Lock
from typing import Protocol

from modelhub.engine.text_model import ModelGone


class BudgetSpent(ModelGone):
    """There is no room for another request. All that were started are finished; the rest was never sent."""


class Budget(Protocol):
    """Shared by all that may spend it. It is asked from the thread that runs `complete`, never from inside a call."""

    def reserve(self, usd: Decimal) -> bool:
        """Set the amount aside, or return False and set nothing aside when it might exceed the cap."""
        ...

    def settle(self, reserved_usd: Decimal, spent_usd: Decimal) -> None:
        """Replace an amount that was set aside by what was spent."""
        ...


class CappedBudget:
    """A budget for one process."""

    def __init__(self, cap_usd: Decimal, *, spent_usd: Decimal = Decimal(0)) -> None:
        self._cap_usd = cap_usd
        self._lock = Lock()
        self._spent_usd = spent_usd
        self._reserved_usd = Decimal(0)

    @property
    def spent_usd(self) -> Decimal:
        """What has been spent, without what is set aside. An endpoint that ignores the limit of tokens may exceed the cap."""
        with self._lock:
            return self._spent_usd

    def reserve(self, usd: Decimal) -> bool:
        """Set the amount aside if it fits under the cap with all that is spent or set aside."""
        with self._lock:
            if self._spent_usd + self._reserved_usd + usd > self._cap_usd:
                return False
            self._reserved_usd += usd
            return True

    def settle(self, reserved_usd: Decimal, spent_usd: Decimal) -> None:
        """Replace an amount that was set aside by what was spent."""
        with self._lock:
            self._reserved_usd -= reserved_usd
            self._spent_usd += spent_usd
