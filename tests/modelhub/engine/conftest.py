"""Tiny real models of three families, built once: random weights, tokenizers trained on the demo's SQL."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from modelhub.engine.checkpoints import Checkpoint, open_checkpoint
from modelhub.engine.local.model import LocalModel
from modelhub.engine.tiny import build_tiny

ROOT = Path(__file__).resolve().parents[3]
FAMILIES = ("llama", "gpt2", "mpt")
DEMO_SQL = tuple(path.read_text(encoding="utf-8") for path in sorted((ROOT / "fixtures" / "demo").glob("*.sql")))

Load = Callable[..., LocalModel]


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Models of two layers gain nothing from a second thread, and lose much when others use the machine.
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("tiny")
    for family in FAMILIES:
        build_tiny(folder / family, DEMO_SQL, family=family)
    return folder


@pytest.fixture(scope="session")
def checkpoints(tiny_folder: Path) -> dict[str, Checkpoint]:
    return {family: open_checkpoint(tiny_folder / family) for family in FAMILIES}


@pytest.fixture(scope="session")
def load(checkpoints: dict[str, Checkpoint]) -> Load:
    def loaded(family: str = "llama", *, max_rows: int | None = None, token_budget: int | None = None) -> LocalModel:
        return LocalModel.load(checkpoints[family], device="cpu", max_rows=max_rows, token_budget=token_budget)

    return loaded
