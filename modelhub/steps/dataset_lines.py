"""A dataset's rows: written while it is held, read again for its digest, for downloads and for training."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Manager, Model
from django.utils import timezone

from evaluator.steps.write_turn import give_way, write_turn
from modelhub.models import Dataset, DatasetLine, DatasetReject
from modelhub.steps.dataset_lease import Interrupted, held

# Some megabytes at a time: well under half a second, so that raters never wait for a dataset.
N_PER_TRANSACTION = 1_000
Row = TypeVar("Row", bound=Model)


def clear_rows(dataset: Dataset) -> None:
    """Remove the lines and rejects that a killed worker left of a dataset that is not finished."""
    for rows in (DatasetLine.objects, DatasetReject.objects):
        delete_rows(dataset, rows)


def write_rows(dataset: Dataset, rows: Manager[Row], given: Iterable[Row], *, worker: str) -> None:
    """Store rows while the dataset is held. Raises Interrupted."""
    left = iter(given)
    while chunk := list(islice(left, N_PER_TRANSACTION)):
        with write_turn():
            if not held(dataset.pk, worker).select_for_update().exists():
                raise Interrupted
            rows.bulk_create(chunk, batch_size=200)
        give_way()


def finish(dataset: Dataset, *, worker: str, **ended: Any) -> None:
    """Give a dataset its digest: from now on it is what it is. Raises Interrupted."""
    digest = digest_of(dataset)
    with write_turn():
        changed = held(dataset.pk, worker).update(
            **ended, digest=digest, state=Dataset.State.FINISHED, problem="", ended_at=timezone.now()
        )
    if not changed:
        raise Interrupted


def digest_of(dataset: Dataset) -> str:
    """Return SHA-256 of dataset.jsonl as it is stored."""
    digest = hashlib.sha256()
    for body in bodies_of(dataset):
        digest.update(f"{body}\n".encode())
    return digest.hexdigest()


def bodies_of(dataset: Dataset) -> Iterator[str]:
    """Yield the lines of dataset.jsonl, without line ends."""
    bodies = DatasetLine.objects.filter(dataset=dataset).order_by("number").values_list("body", flat=True)
    return bodies.iterator(chunk_size=500)


def delete_rows(dataset: Dataset, rows: Manager[Row]) -> None:
    """Remove all rows of one kind, in short transactions."""
    of_it = rows.filter(dataset=dataset)
    while pks := list(of_it.order_by("pk").values_list("pk", flat=True)[:N_PER_TRANSACTION]):
        with write_turn():
            rows.filter(pk__in=pks).delete()
        give_way()
