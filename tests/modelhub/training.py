"""Datasets and orders for trainings that take a second."""

import hashlib
import json
from pathlib import Path
from typing import Any

from modelhub.engine.prompts import PromptTemplate
from modelhub.engine.records import table_from_json
from modelhub.engine.tiny import build_tiny
from modelhub.engine.train.config import TrainingConfig, config_from
from modelhub.engine.train.new_shape import NewShape
from modelhub.models import Dataset, DatasetLine, ModelVersion, TrainingRun
from modelhub.steps.start_training import TrainingOrder, start_training

WORDS = ("order", "customer", "shipment", "sensor", "invoice")
QUICK = {
    "method": "full",
    "compute": "fp32",
    "learning_rate": 1e-3,
    "batch_tokens": 200,
    "n_epochs": 20,
    "max_steps": 6,
}
SMALL = NewShape(64, 1, 400)


def make_dataset(n: int = 20, *, name: str = "lessons", terms: str = "Apache-2.0") -> Dataset:
    """Store a finished dataset of prompts and completions, a fifth of it held out."""
    return _stored([_row(number) for number in range(n)], name=name, terms=terms)


def make_table_dataset(template: PromptTemplate) -> Dataset:
    """Store a finished dataset whose rows have their tables, and prompts by a template."""
    table = {"name": "orders", "dialect": "", "columns": [{"name": "total", "type": "int"}]}
    record = table_from_json(json.dumps(table))
    prompt = "\n\n".join(message.content for message in template.messages(record, record.columns))
    return _stored([{**_row(number), "table": table, "prompt": prompt} for number in range(10)], name="tables")


def _stored(rows: list[dict[str, Any]], *, name: str, terms: str = "Apache-2.0") -> Dataset:
    bodies = [json.dumps(row) for row in rows]
    digest = hashlib.sha256("".join(f"{body}\n" for body in bodies).encode()).hexdigest()
    dataset = Dataset.objects.create(
        name=name,
        terms=terms,
        state=Dataset.State.FINISHED,
        digest=digest,
        n_examples=len(rows),
        report={"filters": []},
    )
    DatasetLine.objects.bulk_create(
        DatasetLine(dataset=dataset, number=number, split=rows[number]["split"], body=body)
        for number, body in enumerate(bodies)
    )
    return dataset


def make_base(store: Path, *, name: str = "base") -> ModelVersion:
    """Build a tiny model in the store and register it."""
    if not (store / name).exists():
        build_tiny(store / name, [body for number in range(20) for body in _texts(number)], hidden=32, vocabulary=400)
    return ModelVersion.objects.create(
        name=name, source="local", location=name, licence="Apache-2.0", kind="small_model"
    )


def make_training(
    dataset: Dataset, base: ModelVersion | None = None, *, name: str = "", **settings: object
) -> TrainingRun:
    """Order a training of a few steps."""
    config = config_from({**QUICK, **settings}, start=TrainingConfig())
    return start_training(TrainingOrder(dataset, base, SMALL, config, name=name))


def _row(number: int) -> dict[str, str]:
    prompt, completion = _texts(number)
    return {"split": "validation" if number % 5 == 4 else "train", "prompt": prompt, "completion": completion}


def _texts(number: int) -> tuple[str, str]:
    word = WORDS[number % len(WORDS)]
    return f"Document {word}s, part {number}.", json.dumps(
        {"description": f"One row per {word}." + " It counts." * (number % 3)}
    )
