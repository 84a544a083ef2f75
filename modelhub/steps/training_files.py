"""Where a training's files lie, and its dataset and filter report as the files that the engine reads."""

import json
from pathlib import Path

from django.conf import settings

from modelhub.models import Dataset, TrainingRun
from modelhub.steps.write_dataset import write_dataset

DATASET, REPORT = "dataset.jsonl", "report.json"


def result_folder(training: TrainingRun) -> Path:
    """Return the folder of the model store that the result gets."""
    store: Path = settings.MODEL_STORE
    return store / f"trained-{training.uuid}"


def work_folder(training: TrainingRun) -> Path:
    """Return where checkpoints are kept meanwhile: in the store, where any worker of the machine finds them."""
    store: Path = settings.MODEL_STORE
    return store / f".training-{training.uuid}"


def write_training_data(dataset: Dataset, work: Path) -> Path:
    """Write a dataset and its report into a folder, and return the dataset's file. Raises DatasetChanged, OSError."""
    work.mkdir(parents=True, exist_ok=True)
    write_dataset(dataset, work / DATASET)
    (work / REPORT).write_bytes(report_bytes(dataset))
    return work / DATASET


def report_bytes(dataset: Dataset) -> bytes:
    """Return the filter report as its digest has it."""
    return json.dumps(dataset.report, sort_keys=True).encode() + b"\n"
