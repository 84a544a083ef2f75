"""Which worker has a dataset in hand: one at a time, for as long as it keeps saying that it lives."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluator.steps.write_turn import write_turn
from modelhub.models import Dataset
from modelhub.steps.claim_items import LEASE
from modelhub.steps.heartbeat import heartbeat
from modelhub.steps.orphans import is_orphaned_by
from modelhub.steps.run_states import DATASET_WORKED_ON


class Interrupted(Exception):
    """The dataset was cancelled, somebody else has it in hand, or something more urgent waits."""


def next_dataset(queue: str) -> int | None:
    """Return the oldest dataset of a queue that nobody has in hand."""
    waiting = Dataset.objects.filter(_is_free(), queue=queue, state__in=DATASET_WORKED_ON)
    return waiting.order_by("id").values_list("pk", flat=True).first()


@contextmanager
def dataset_in_hand(dataset_id: int, *, worker: str) -> Iterator[bool]:
    """Take a dataset if it is free, and say whether it was; while entered, a thread renews the lease."""
    if not _take(dataset_id, worker):
        yield False
        return
    try:
        with heartbeat(lambda: _renew(dataset_id, worker), of=f"dataset {dataset_id}"):
            yield True
    finally:
        Dataset.objects.filter(pk=dataset_id, worker=worker).update(worker="", lease_until=None)


def is_abandoned(dataset: Dataset) -> bool:
    """Whether nobody has the dataset in hand any more, though it is not finished."""
    is_free = dataset.lease_until is None or dataset.lease_until < timezone.now()
    return dataset.state in DATASET_WORKED_ON and (is_free or _is_orphan(dataset))


def held(dataset_id: int, worker: str) -> QuerySet[Dataset]:
    """Return the dataset if it is still written, and by this worker."""
    return Dataset.objects.filter(pk=dataset_id, worker=worker, state=Dataset.State.RUNNING)


def _is_free() -> Q:
    return Q(lease_until=None) | Q(lease_until__lt=timezone.now())


@write_turn()
def _take(dataset_id: int, worker: str) -> bool:
    free = Dataset.objects.select_for_update().filter(pk=dataset_id, state__in=DATASET_WORKED_ON)
    if not _is_orphan(free.first()):
        free = free.filter(_is_free())
    return bool(free.update(worker=worker, lease_until=timezone.now() + LEASE, state=Dataset.State.RUNNING))


def _is_orphan(dataset: Dataset | None) -> bool:
    """Whether a process of this machine had it in hand and is no more: nobody need wait for the end of its lease."""
    return dataset is not None and is_orphaned_by(dataset.worker)


def _renew(dataset_id: int, worker: str) -> None:
    Dataset.objects.filter(pk=dataset_id, worker=worker).update(lease_until=timezone.now() + LEASE)
