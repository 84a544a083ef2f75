"""A preset's exact shape with random weights: as fast and as large as the real model, and writes nonsense."""

import torch
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedConfig, PreTrainedModel

from modelhub.engine.local.loading import choose_device, dtype_of
from modelhub.engine.local.model import LocalModel
from modelhub.engine.presets import Preset
from modelhub.engine.prompts import TEMPLATES
from modelhub.engine.tiny import train_tokenizer


def shape_of(preset: Preset, *, n_layers: int | None = None) -> PreTrainedConfig:
    """Return the preset's configuration; with `n_layers` as many layers instead of all."""
    shape = dict(preset.shape)
    kind = str(shape.pop("model_type"))
    if n_layers is not None:
        shape["n_layers" if "n_layers" in shape else "num_hidden_layers"] = n_layers
    config: PreTrainedConfig = AutoConfig.for_model(kind, **shape)
    return config


def random_model(
    preset: Preset, *, device: str | torch.device, dtype: torch.dtype, n_layers: int | None = None, seed: int = 0
) -> PreTrainedModel:
    """Return the model on a device ("meta" takes no memory); the same seed gives the same weights on the same device."""
    torch.manual_seed(seed)
    with torch.device(device):
        model: PreTrainedModel = AutoModelForCausalLM.from_config(shape_of(preset, n_layers=n_layers), dtype=dtype)
    model.eval()
    return model


def random_local_model(preset: Preset, *, device: str, max_rows: int | None = None) -> LocalModel:
    """Return the model ready to be asked, with a small tokenizer of its own. Raises ModelGone without the device."""
    place = choose_device(device)
    model = random_model(preset, device=place, dtype=dtype_of(place))
    tokenizer = train_tokenizer([template.user for template in TEMPLATES.values()], 512)
    return LocalModel(model, tokenizer, context_length=preset.context_length, max_rows=max_rows)
