"""What `synthesise` returned --> a dataset's lines, rejects, report, card and digest; it is finished only when all are there."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Manager, Model
from django.utils import timezone

from evaluator.steps.write_turn import give_way, write_turn
from modelhub.engine.synth.brief import Brief
from modelhub.engine.synth.card import card_json, card_markdown
from modelhub.engine.synth.dataset import Dataset as EngineDataset
from modelhub.engine.synth.example import lines_of
from modelhub.models import Dataset, DatasetDraft, DatasetLine, DatasetReject
from modelhub.steps.dataset_journal import Interrupted, held
from modelhub.steps.dataset_rows import line_row, reject_row

# Some megabytes at a time: well under half a second, so that raters never wait for a dataset.
N_PER_TRANSACTION = 1_000
Row = TypeVar("Row", bound=Model)


def store_dataset(dataset: Dataset, made: EngineDataset, *, worker: str) -> None:
    """Store a synthesised dataset in short transactions. Raises Interrupted when it is not this worker's any more."""
    briefs = _briefs(made)
    clear_rows(dataset)
    write_rows(dataset, DatasetLine.objects, _lines(dataset, made), worker=worker)
    rejects = (reject_row(dataset.pk, reject, briefs) for reject in made.rejects)
    write_rows(dataset, DatasetReject.objects, rejects, worker=worker)
    ended = {
        "n_examples": len(made.examples),
        "n_rejects": len(made.rejects),
        "n_written": len(made.examples) + len(made.rejects),
        "report": card_json(made),
        "card": card_markdown(made),
    }
    finish(dataset, worker=worker, **ended)
    _delete(dataset, DatasetDraft.objects)


def clear_rows(dataset: Dataset) -> None:
    """Remove the lines and rejects that a killed worker left of a dataset that is not finished."""
    for rows in (DatasetLine.objects, DatasetReject.objects):
        _delete(dataset, rows)


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


def _lines(dataset: Dataset, made: EngineDataset) -> Iterator[DatasetLine]:
    lines = (line for example in made.examples for line in lines_of(example))
    for number, line in enumerate(lines, start=1):
        yield line_row(dataset.pk, number, line)


def _briefs(made: EngineDataset) -> dict[int, Brief]:
    """Return the briefs by number, as many as were written for."""
    n_written = len(made.examples) + len(made.rejects)
    return dict(enumerate(islice(made.briefs, n_written), start=1))


def _delete(dataset: Dataset, rows: Manager[Row]) -> None:
    of_it = rows.filter(dataset=dataset)
    while pks := list(of_it.order_by("pk").values_list("pk", flat=True)[:N_PER_TRANSACTION]):
        with write_turn():
            rows.filter(pk__in=pks).delete()
        give_way()
