"""Which worker has a training in hand: one at a time, for as long as it keeps saying that it lives."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import F, Q
from django.utils import timezone

from evaluator.steps.write_turn import write_turn
from modelhub.models import TrainingRun
from modelhub.steps.claim_items import LEASE, MAX_ATTEMPTS
from modelhub.steps.heartbeat import heartbeat
from modelhub.steps.orphans import is_orphaned_by
from modelhub.steps.run_states import TRAINING_WORKED_ON
from modelhub.steps.worker_card import WorkerCard, show_worker


def next_training() -> int | None:
    """Return the oldest training that nobody has in hand."""
    waiting = TrainingRun.objects.filter(_is_free(), state__in=TRAINING_WORKED_ON)
    return waiting.order_by("id").values_list("pk", flat=True).first()


@contextmanager
def training_in_hand(training_id: int, card: WorkerCard) -> Iterator[bool]:
    """Take a training if it is free, and say whether it was; while entered, a thread renews the lease."""
    if not _take(training_id, card.name):
        yield False
        return
    try:
        show_worker(card)
        with heartbeat(lambda: _renew(training_id, card), of=f"training {training_id}"):
            yield True
    finally:
        held = TrainingRun.objects.filter(pk=training_id, worker=card.name)
        # It was no worker's death, so the attempt does not count.
        held.update(worker="", lease_until=None, n_attempts=F("n_attempts") - 1)


def _is_free() -> Q:
    return Q(lease_until=None) | Q(lease_until__lt=timezone.now())


@write_turn()
def _take(training_id: int, worker: str) -> bool:
    free = TrainingRun.objects.select_for_update().filter(pk=training_id, state__in=TRAINING_WORKED_ON)
    # A process of this machine that was killed: nobody need wait for the end of its lease.
    if not ((held := free.first()) and is_orphaned_by(held.worker)):
        free = free.filter(_is_free())
    lost = f"{MAX_ATTEMPTS} workers were lost while they trained this; it can go on from its last checkpoint."
    free.filter(n_attempts__gte=MAX_ATTEMPTS).update(
        state=TrainingRun.State.STOPPED, problem=lost, worker="", lease_until=None, ended_at=timezone.now()
    )
    taken = {"worker": worker, "lease_until": timezone.now() + LEASE, "n_attempts": F("n_attempts") + 1}
    return bool(free.update(state=TrainingRun.State.RUNNING, **taken))


def _renew(training_id: int, card: WorkerCard) -> None:
    TrainingRun.objects.filter(pk=training_id, worker=card.name).update(lease_until=timezone.now() + LEASE)
    show_worker(card)
