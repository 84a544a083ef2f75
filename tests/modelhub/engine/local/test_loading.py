"""Where a model goes, and what it takes there; a spread model writes what it writes in one place."""

import os
from pathlib import Path

import pytest
import torch

from modelhub.engine.checkpoints import Checkpoint, open_checkpoint
from modelhub.engine.local.loading import (
    Placement,
    bytes_per_token,
    choose_device,
    end_tokens,
    free_memory,
    load_model,
    load_tokenizer,
    place,
)
from modelhub.engine.local.model import LocalModel
from modelhub.engine.local.random_weights import random_model
from modelhub.engine.presets import presets
from modelhub.engine.text_model import Message, ModelGone, Sampling, TextRequest

CPU = Placement(torch.device("cpu"), torch.float32)
SPREAD = {
    "llama": {"model.layers.1": "disk", **dict.fromkeys(("model.embed_tokens", "model.layers.0", "model.norm", "model.rotary_emb", "lm_head"), "cpu")},
    "mpt": {"transformer.blocks.1": "disk", **dict.fromkeys(("transformer.wte", "transformer.blocks.0", "transformer.norm_f", "lm_head"), "cpu")},
}  # fmt: skip


def test_cpu_takes_float32_in_one_place(checkpoints: dict[str, Checkpoint]) -> None:
    assert place(checkpoints["llama"], "cpu") == CPU


@pytest.mark.skipif(torch.cuda.is_available(), reason="says what happens without a GPU")
def test_without_a_gpu_auto_is_the_cpu() -> None:
    assert choose_device("auto") == torch.device("cpu")
    with pytest.raises(ModelGone, match="PyTorch sees 0 CUDA devices"):
        choose_device("cuda")


@pytest.mark.parametrize("family", SPREAD)
@pytest.mark.filterwarnings("ignore:.*offload.*")
def test_model_that_is_spread_writes_the_same(checkpoints: dict[str, Checkpoint], family: str) -> None:
    """A part on the disk goes through the same hooks as parts on other devices."""
    asked = [TextRequest(number, (Message("user", f"table {number}"),), 20) for number in range(3)]

    def texts(placement: Placement) -> set[str]:
        model = load_model(checkpoints[family], placement)
        local = LocalModel(model, load_tokenizer(checkpoints[family]), context_length=2048)
        return {done.text for done in local.complete(asked, sampling=Sampling())}

    assert texts(Placement(torch.device("cpu"), torch.float32, SPREAD[family])) == texts(CPU)


def test_weights_that_do_not_fit_their_shape_are_an_error_with_the_reason(
    checkpoints: dict[str, Checkpoint], tmp_path: Path
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    for path in checkpoints["llama"].directory.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    config = (folder / "config.json").read_text()
    (folder / "config.json").write_text(config.replace('"hidden_size": 64', '"hidden_size": 128'))

    with pytest.raises(ModelGone, match="mixed cannot be loaded"):
        load_model(open_checkpoint(folder), CPU)


def test_broken_tokenizer_is_an_error_with_the_reason(checkpoints: dict[str, Checkpoint], tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    for path in checkpoints["llama"].directory.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "tokenizer.json").write_text('{"model": {"type": "Unheard"}}')

    with pytest.raises(ModelGone, match="the tokenizer of broken cannot be loaded"):
        load_tokenizer(open_checkpoint(folder))


@pytest.mark.parametrize("name", ["mpt-7b", "llama-2-7b", "llama-3.1-8b-instruct", "qwen3-8b", "qwen2.5-7b-instruct"])
def test_bytes_per_token_agree_with_the_preset(name: str) -> None:
    model = random_model(presets()[name], device="meta", dtype=torch.bfloat16)

    assert bytes_per_token(model) == presets()[name].bytes_per_token


def test_free_memory_of_a_model_on_the_cpu_is_the_machines(checkpoints: dict[str, Checkpoint]) -> None:
    n_bytes = free_memory(load_model(checkpoints["llama"], CPU))

    assert 10**7 < n_bytes <= os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def test_every_end_token_that_the_files_name_ends_a_text(checkpoints: dict[str, Checkpoint]) -> None:
    model, tokenizer = load_model(checkpoints["llama"], CPU), load_tokenizer(checkpoints["llama"])
    assert model.generation_config is not None
    model.config.eos_token_id, model.generation_config.eos_token_id = 7, [8, 9]

    assert end_tokens(model, tokenizer) == {tokenizer.eos_token_id, 7, 8, 9}


def test_bfloat16_writes_valid_objects_too(checkpoints: dict[str, Checkpoint]) -> None:
    model = load_model(checkpoints["llama"], Placement(torch.device("cpu"), torch.bfloat16))
    local = LocalModel(model, load_tokenizer(checkpoints["llama"]), context_length=2048)

    (done,) = local.complete([TextRequest(0, (Message("user", "x"),), 60, ("a",))], sampling=Sampling(1.0))

    assert done.text.startswith('{"description": ')
    assert local.notices == ()
