"""What `synthesise` returned --> a dataset's lines, rejects, report, card and digest; it is finished only when all are there."""

from collections.abc import Iterator
from itertools import islice

from modelhub.engine.synth.brief import Brief
from modelhub.engine.synth.card import card_json, card_markdown
from modelhub.engine.synth.dataset import Dataset as EngineDataset
from modelhub.engine.synth.example import lines_of
from modelhub.models import Dataset, DatasetDraft, DatasetLine, DatasetReject
from modelhub.steps.dataset_lines import clear_rows, delete_rows, finish, write_rows
from modelhub.steps.dataset_rows import line_row, reject_row


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
    delete_rows(dataset, DatasetDraft.objects)


def _lines(dataset: Dataset, made: EngineDataset) -> Iterator[DatasetLine]:
    lines = (line for example in made.examples for line in lines_of(example, asked_again=made.asked_again))
    for number, line in enumerate(lines, start=1):
        yield line_row(dataset.pk, number, line)


def _briefs(made: EngineDataset) -> dict[int, Brief]:
    """Return the briefs by number, as many as were written for."""
    n_written = len(made.examples) + len(made.rejects)
    return dict(enumerate(islice(made.briefs, n_written), start=1))
