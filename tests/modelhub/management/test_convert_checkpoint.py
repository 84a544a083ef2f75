"""manage.py convert_checkpoint: pickles into the model store, and nowhere else."""

from io import StringIO
from pathlib import Path

import pytest
import torch
from django.core.management import CommandError, call_command
from pytest_django import Settings
from transformers import AutoModelForCausalLM

from modelhub.engine.checkpoints import open_checkpoint
from modelhub.engine.tiny import build_tiny


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.MODEL_STORE = tmp_path / "models"


@pytest.fixture
def pickled(tmp_path: Path) -> Path:
    """A tiny model whose weights are pickled."""
    folder = tmp_path / "pickled"
    build_tiny(folder, ["One row per event."])
    torch.save(AutoModelForCausalLM.from_pretrained(folder).state_dict(), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    return folder


def test_pickles_become_a_model_of_the_store(pickled: Path, tmp_path: Path) -> None:
    out = StringIO()

    call_command("convert_checkpoint", str(pickled), "tiny", stdout=out)

    assert "model.safetensors" in out.getvalue()
    assert open_checkpoint(tmp_path / "models" / "tiny").model_type == "llama"


def test_a_name_that_leads_elsewhere_is_refused(pickled: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="leads out of the model store"):
        call_command("convert_checkpoint", str(pickled), "../elsewhere")

    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_without_pickles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing to convert"):
        call_command("convert_checkpoint", str(tmp_path), "tiny")
