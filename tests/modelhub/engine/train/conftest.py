"""Small datasets, tiny bases of five families, and trainings on them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from modelhub.engine.tiny import build_tiny
from modelhub.engine.train.config import TrainingConfig, config_from
from modelhub.engine.train.source import Source
from modelhub.engine.train.training import Training
from tests.modelhub.engine.conftest import DEMO_SQL

FAMILIES = ("llama", "mistral", "qwen2", "gpt2", "mpt")
WORDS = ("order", "customer", "shipment", "sensor", "reading", "invoice", "amount", "weight", "date", "status")
# Few and short: a training of a handful of steps takes a second.
QUICK = {"method": "full", "compute": "fp32", "learning_rate": 1e-3, "batch_tokens": 400, "micro_batch_tokens": 200}

Order = Callable[..., Training]


def rows(n: int, *, split: str = "train") -> list[dict[str, object]]:
    """Return rows of different lengths."""
    return [
        {
            "id": f"{split}-{number}",
            "split": split,
            "prompt": f"Document {WORDS[number % 10]}s " + "of the shop " * (number % 5),
            "completion": json.dumps(
                {"description": f"One row per {WORDS[number % 10]}." + " It counts." * (number % 4)}
            ),
        }
        for number in range(n)
    ]


def write_rows(path: Path, entries: list[dict[str, object]]) -> Path:
    """Write rows as JSON lines."""
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("bases")
    for family in FAMILIES:
        build_tiny(folder / family, DEMO_SQL[:3], family=family, hidden=32, vocabulary=400)
    return folder


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rows(tmp_path_factory.mktemp("data") / "dataset.jsonl", [*rows(24), *rows(5, split="validation")])


@pytest.fixture
def order(bases: Path, dataset: Path, tmp_path: Path) -> Order:
    """Return what makes an order for a training; `settings` are those of its configuration."""

    def ordered(name: str = "out", *, family: str = "llama", data: Path = dataset, strict: bool = False, **settings: object) -> Training:  # fmt: skip
        config = config_from({**QUICK, **settings}, start=TrainingConfig())
        source = Source(family, directory=bases / family)
        return Training(source, data, tmp_path / name, tmp_path / f"{name}.work", config, "cpu", strict=strict)

    return ordered
