"""Pickled weights become safetensors in a process that can load tensors and nothing else."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from modelhub.engine.__main__ import main
from modelhub.engine.checkpoints import CheckpointRefused, open_checkpoint
from modelhub.engine.checkpoints.convert import convert_checkpoint


@pytest.fixture
def pickled(tiny_folder: Path, tmp_path: Path) -> Path:
    """A model of GPT-2's shape as it was published in the days of pickles: tied weights, one file."""
    folder = Path(shutil.copytree(tiny_folder / "gpt2", tmp_path / "old"))
    weights = load_file(folder / "model.safetensors")
    weights["lm_head.weight"] = weights["transformer.wte.weight"]
    torch.save(weights, folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    (folder / "modeling.py").write_text("code")
    return folder


class Evil:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.path}",)


def test_converted_model_holds_the_same_numbers_and_opens(pickled: Path, tiny_folder: Path, tmp_path: Path) -> None:
    names = convert_checkpoint(pickled, tmp_path / "new")

    before, after = (
        load_file(tiny_folder / "gpt2" / "model.safetensors"),
        load_file(tmp_path / "new" / "model.safetensors"),
    )
    assert set(after) == {*before, "lm_head.weight"}
    assert all(torch.equal(after[name], before[name]) for name in before)
    assert names == [
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
    assert open_checkpoint(tmp_path / "new").notices == ()


def test_model_in_several_files_keeps_them(pickled: Path, tmp_path: Path) -> None:
    weights = torch.load(pickled / "pytorch_model.bin", weights_only=True)
    names = sorted(weights)
    places: dict[str, str] = {}
    for number, part in enumerate((names[:5], names[5:]), start=1):
        file = f"pytorch_model-0000{number}-of-00002.bin"
        torch.save({name: weights[name] for name in part}, pickled / file)
        places |= dict.fromkeys(part, file)
    (pickled / "pytorch_model.bin").unlink()
    (pickled / "pytorch_model.bin.index.json").write_text(json.dumps({"weight_map": places}))

    convert_checkpoint(pickled, tmp_path / "new")

    assert list(open_checkpoint(tmp_path / "new").weights) == [
        f"model-0000{number}-of-00002.safetensors" for number in (1, 2)
    ]


def test_old_format_without_zip_is_converted_too(pickled: Path, tmp_path: Path) -> None:
    weights = torch.load(pickled / "pytorch_model.bin", weights_only=True)
    torch.save(weights, pickled / "pytorch_model.bin", _use_new_zipfile_serialization=False)

    convert_checkpoint(pickled, tmp_path / "new")

    assert open_checkpoint(tmp_path / "new").n_parameters == sum(tensor.numel() for tensor in weights.values())


def test_pickle_that_would_run_code_is_refused_and_does_not(pickled: Path, tmp_path: Path) -> None:
    torch.save({"a": Evil(tmp_path / "ran")}, pickled / "pytorch_model.bin")
    torch.load(pickled / "pytorch_model.bin", weights_only=False)
    assert (tmp_path / "ran").exists()
    (tmp_path / "ran").unlink()

    with pytest.raises(CheckpointRefused, match=r"pytorch_model.bin is refused: it holds more than tensors"):
        convert_checkpoint(pickled, tmp_path / "new")

    assert not (tmp_path / "ran").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"model": {"a": torch.zeros(2)}}, "no plain list of named tensors"),
        ({"a": torch.zeros(1).expand(100_000, 100_000)}, "claim far more numbers"),
    ],
)
def test_pickle_of_something_else_is_refused(pickled: Path, tmp_path: Path, content: object, reason: str) -> None:
    torch.save(content, pickled / "pytorch_model.bin")

    with pytest.raises(CheckpointRefused, match=reason):
        convert_checkpoint(pickled, tmp_path / "new")


def test_what_cannot_be_converted_is_said(pickled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pickled / "pytorch_model.bin").write_bytes(b"garbage")
    assert main(["convert", str(pickled), str(tmp_path / "new")]) == 2
    assert main(["convert", str(tmp_path), str(tmp_path / "new")]) == 2
    assert main(["convert", str(pickled), str(pickled)]) == 2

    damaged, nothing, there = capsys.readouterr().err.splitlines()
    assert "pytorch_model.bin is refused" in damaged
    assert "neither pytorch_model.bin nor" in nothing
    assert "is there already" in there
