"""LoRA adapters on top of a base: merged when they are loaded, refused when they ask for more than that."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

from modelhub.engine.checkpoints import CheckpointRefused, open_checkpoint
from modelhub.engine.local.model import LocalModel

FAMILIES: dict[str, str | list[str]] = {"llama": "all-linear", "mpt": ["Wqkv", "out_proj", "up_proj", "down_proj"]}
IDS = torch.tensor([[5, 6, 7, 8]])


@pytest.fixture(scope="module", params=FAMILIES)
def adapted(
    request: pytest.FixtureRequest, tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """Return a base and an adapter that changes it a good deal."""
    torch.manual_seed(1)
    base = AutoModelForCausalLM.from_pretrained(tiny_folder / request.param)
    lora = LoraConfig(
        r=4, lora_alpha=64, target_modules=FAMILIES[request.param], init_lora_weights=False, task_type="CAUSAL_LM"
    )
    folder = tmp_path_factory.mktemp("adapter")
    get_peft_model(base, lora).save_pretrained(str(folder))
    return tiny_folder / request.param, folder


@torch.inference_mode()
def test_adapter_is_merged_into_its_base(adapted: tuple[Path, Path]) -> None:
    base, adapter = adapted
    plain = AutoModelForCausalLM.from_pretrained(base)
    adapted_model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), str(adapter))
    for model in (plain, adapted_model):
        model.eval()
    expected = adapted_model(IDS).logits

    merged = LocalModel.load(open_checkpoint(base, adapter=adapter), device="cpu").model(IDS).logits

    assert torch.allclose(merged, expected, atol=1e-4)
    assert not torch.allclose(merged, plain(IDS).logits, atol=1e-2)


def test_digests_tell_adapters_apart(adapted: tuple[Path, Path]) -> None:
    base, adapter = adapted

    weights = open_checkpoint(base, adapter=adapter).weights

    assert list(weights) == ["model.safetensors", "adapter/adapter_model.safetensors", "adapter/adapter_config.json"]
    assert open_checkpoint(base).weights == {"model.safetensors": weights["model.safetensors"]}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"peft_type": "PROMPT_TUNING"}, "only LORA is loaded"),
        ({"megatron_config": {"a": 1}, "megatron_core": "os"}, "it sets megatron_config"),
        ({"loftq_config": {"loftq_bits": 4}}, "it sets loftq_config"),
        ({"target_modules": "(a+)+$"}, r"holds the pattern '\(a\+\)\+\$'"),
        ({"rank_pattern": {"^(.*)*x": 4}}, "rank_pattern holds the pattern"),
    ],
)
def test_adapter_that_asks_for_more_is_refused(
    adapted: tuple[Path, Path], tmp_path: Path, values: dict[str, object], reason: str
) -> None:
    base, adapter = adapted
    copy = Path(shutil.copytree(adapter, tmp_path / "adapter"))
    config = json.loads((copy / "adapter_config.json").read_text())
    (copy / "adapter_config.json").write_text(json.dumps({**config, **values}))

    with pytest.raises(CheckpointRefused, match=reason):
        open_checkpoint(base, adapter=copy)


def test_adapter_as_a_pickle_is_refused(adapted: tuple[Path, Path], tmp_path: Path) -> None:
    base, adapter = adapted
    copy = Path(shutil.copytree(adapter, tmp_path / "adapter"))
    (copy / "adapter_model.safetensors").rename(copy / "adapter_model.bin")

    with pytest.raises(CheckpointRefused, match=r"there is no adapter_model\.safetensors"):
        open_checkpoint(base, adapter=copy)
