"""Presets have the shapes that were published: built without memory, every one has the published number of parameters."""

import re

import pytest
import torch

from modelhub.engine.checkpoints.config import native_types
from modelhub.engine.local.random_weights import random_model, shape_of
from modelhub.engine.presets import presets

NAMES = tuple(presets())
# Bytes of keys and values per token in bfloat16, from the shapes: 2 × 2 × layers × key heads × width.
KNOWN_BYTES = {"mpt-7b": 524_288, "llama-2-7b": 524_288, "llama-3.1-8b-instruct": 131_072, "mpt-30b": 1_376_256}


@pytest.mark.parametrize("name", NAMES)
def test_shape_has_the_published_number_of_parameters(name: str) -> None:
    preset = presets()[name]

    model = random_model(preset, device="meta", dtype=torch.bfloat16)

    assert model.num_parameters() == preset.n_parameters
    assert model.config.model_type in native_types()


@pytest.mark.parametrize("name", NAMES)
def test_memory_is_what_the_shape_needs(name: str) -> None:
    preset = presets()[name]

    assert preset.gpu_memory_gb == preset.memory_gb()
    assert preset.memory_gb(n_tables=256) > preset.gpu_memory_gb


@pytest.mark.parametrize(("name", "n_bytes"), KNOWN_BYTES.items())
def test_keys_and_values_take_what_the_shape_says(name: str, n_bytes: int) -> None:
    assert presets()[name].bytes_per_token == n_bytes


@pytest.mark.parametrize("name", NAMES)
def test_preset_names_its_source_and_licence(name: str) -> None:
    preset = presets()[name]

    assert re.fullmatch(r"[\w.-]+/[\w.-]+", preset.repo)
    assert preset.revision is None or re.fullmatch(r"[0-9a-f]{40}", preset.revision)
    assert re.fullmatch(r"Apache-2\.0|LicenseRef-[\w.-]+", preset.licence)
    assert preset.context_length >= 2048


@pytest.mark.parametrize("name", NAMES)
def test_lora_targets_are_layers_of_the_shape(name: str) -> None:
    preset = presets()[name]
    layers = {
        path.rpartition(".")[2] for path, _ in random_model(preset, device="meta", dtype=torch.bfloat16).named_modules()
    }

    assert preset.lora_targets == "all-linear" or set(preset.lora_targets) <= layers


def test_shape_has_fewer_layers_on_request() -> None:
    preset = presets()["qwen3-0.6b"]

    assert shape_of(preset, n_layers=2).num_hidden_layers == 2
    assert shape_of(presets()["mpt-7b"], n_layers=3).n_layers == 3
