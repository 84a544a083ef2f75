"""Low-rank adapters in a model's layers: only they are learnt, in float32, on a base that stays as it is."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from transformers import PreTrainedModel

from modelhub.engine.train.config import TrainingConfig
from modelhub.engine.train.lora_targets import check_targets
from modelhub.engine.train.refusal import TrainingRefused

if TYPE_CHECKING:
    from peft import PeftModel

# Where PEFT's "all linear layers" is not what is wanted, or has no name for them.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "mpt": ("Wqkv", "out_proj", "up_proj", "down_proj"),
    "gpt2": ("c_attn", "c_proj", "c_fc"),
}
# Families whose layers keep their weights the other way round.
TRANSPOSED = frozenset({"gpt2"})


def add_adapters(model: PreTrainedModel, config: TrainingConfig) -> "PeftModel":
    """Put adapters into the model's layers and freeze all else. Raises TrainingRefused for layers that it has not."""
    from peft import LoraConfig, TaskType, get_peft_model

    family = str(model.config.model_type)
    # PEFT says nothing where only some of them are there.
    check_targets(config.lora_targets, _matrices(model))
    targets = config.lora_targets or TARGETS.get(family, ())
    # The adapters' first numbers are drawn here.
    torch.manual_seed(config.seed)
    asked = LoraConfig(
        task_type=TaskType.CAUSAL_LM,
        r=config.lora_rank,
        lora_alpha=config.lora_alpha,
        lora_dropout=config.lora_dropout,
        target_modules=list(targets) if targets else "all-linear",
        fan_in_fan_out=family in TRANSPOSED,
    )
    try:
        adapted: PeftModel = get_peft_model(model, asked)
    except ValueError as error:
        raise TrainingRefused(f"no adapter fits: {error}") from error
    return adapted


def _matrices(model: PreTrainedModel) -> list[str]:
    """Return the names of the layers whose weights are matrices."""
    weights = ((name, getattr(layer, "weight", None)) for name, layer in model.named_modules())
    return [name for name, weight in weights if isinstance(weight, torch.Tensor) and weight.ndim == 2]


def save_adapter(adapted: "PeftModel", folder: Path, *, base: str) -> None:
    """Write the adapter as PEFT lays it out; `base` is a name for people, never a path of this machine."""
    settings: Any = adapted.peft_config["default"]
    settings.base_model_name_or_path = base
    # A set has no order of its own, and the file's digest should not depend on the process.
    settings.target_modules = sorted(settings.target_modules)
    # "auto" would ask a hub for the base's vocabulary.
    adapted.save_pretrained(str(folder), safe_serialization=True, save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)
