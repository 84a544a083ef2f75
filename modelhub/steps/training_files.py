"""Where a training's files lie, and its dataset as the file that the engine reads."""

import hashlib
import json
from pathlib import Path

from django.conf import settings

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.models import Dataset, TrainingRun


def result_folder(training: TrainingRun) -> Path:
    """Return the folder of the model store that the result gets."""
    store: Path = settings.MODEL_STORE
    return store / f"trained-{training.uuid}"


def work_folder(training: TrainingRun) -> Path:
    """Return where checkpoints are kept meanwhile: in the store, where any worker of the machine finds them."""
    store: Path = settings.MODEL_STORE
    return store / f".training-{training.uuid}"


def write_dataset_file(dataset: Dataset, work: Path) -> Path:
    """Write a dataset's lines and its filter report into a folder. Raises CheckpointRefused when the lines were changed."""
    work.mkdir(parents=True, exist_ok=True)
    path, digest = work / "dataset.jsonl", hashlib.sha256()
    with path.open("wb") as file:
        for body in dataset.lines.order_by("number").values_list("body", flat=True).iterator(chunk_size=500):
            line = body.encode() + b"\n"
            digest.update(line)
            file.write(line)
    if dataset.digest != digest.hexdigest():
        raise CheckpointRefused(f"The lines of {dataset.name} are not those of its digest: make the dataset anew.")
    (work / "report.json").write_text(json.dumps(dataset.report, sort_keys=True) + "\n", encoding="utf-8")
    return path
