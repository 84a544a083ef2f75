"""A run's cap in dollars, shared by all its workers: each sets a block aside in the database and spends from that."""

from decimal import Decimal
from threading import Lock

from django.db.models import F, Sum
from django.utils import timezone

from evaluator.steps.write_turn import write_turn
from modelhub.engine.remote.prices import PriceError
from modelhub.models import GenerationRun, ModelVersion, Worker
from modelhub.steps.claim_items import LEASE
from modelhub.steps.programme_costs import token_price

# A block is for so many requests, so that few of them wait for the database.
N_PER_BLOCK = 32
NOTHING = Decimal(0)


def cannot_have_budget(version: ModelVersion) -> str:
    """Return why a run of the version can't be held to a budget, as a sentence, or "" where it can."""
    if version.source != ModelVersion.Source.ENDPOINT:
        return "A budget counts tokens of endpoints; the time of a device of your own is booked, not capped. Leave it empty."
    try:
        token_price(version.price or version.revision)
    except PriceError as error:
        return f"A budget needs a price: {error}."
    return ""


class RunBudget:
    """The engine's Budget for one run and worker. Spent money counts as set aside until its results are stored."""

    def __init__(self, run_id: int, *, worker: str) -> None:
        self._run_id, self._worker = run_id, worker
        self._lock = Lock()
        self._free = NOTHING

    def reserve(self, usd: Decimal) -> bool:
        """Set the amount aside, or return False when it might exceed the cap."""
        with self._lock:
            if usd > self._free:
                self._free += self._more(usd * N_PER_BLOCK) or self._more(usd - self._free)
            if usd > self._free:
                return False
            self._free -= usd
            return True

    def settle(self, reserved_usd: Decimal, spent_usd: Decimal) -> None:
        """Free what was not spent."""
        with self._lock:
            self._free += reserved_usd - spent_usd

    @write_turn()
    def _more(self, usd: Decimal) -> Decimal:
        """Set a block aside for this worker, whole or not at all; return what was set aside."""
        run = GenerationRun.objects.select_for_update().only("budget_usd", "cost_usd").get(pk=self._run_id)
        if run.budget_usd is not None:
            alive = Worker.objects.filter(run_id=self._run_id, seen_at__gt=timezone.now() - LEASE)
            reserved = alive.aggregate(total=Sum("reserved_usd"))["total"] or NOTHING
            if run.cost_usd + reserved + usd > run.budget_usd:
                return NOTHING
        # What is not kept would not count for others.
        is_kept = Worker.objects.filter(name=self._worker, run_id=self._run_id).update(
            reserved_usd=F("reserved_usd") + usd
        )
        return usd if is_kept else NOTHING


def spend(worker: str, usd: Decimal) -> None:
    """Take what a stored result cost out of what its worker has set aside; called with the storing."""
    Worker.objects.filter(name=worker).update(reserved_usd=F("reserved_usd") - usd)


def set_nothing_aside(worker: str) -> None:
    """Free all that a worker had set aside: it has nothing in flight any more."""
    Worker.objects.filter(name=worker).update(reserved_usd=NOTHING)
