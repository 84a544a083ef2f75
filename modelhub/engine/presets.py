"""Well-known models: where they come from, their licence, and their exact shapes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "models.yaml"
# What `gpu_memory_gb` holds beside the weights.
N_TABLES, N_TOKENS = 8, 1024
OVERHEAD = 1.1
_BF16 = 2


@dataclass(frozen=True, slots=True)
class Preset:
    """One model as published; `revision` is None where it has to be pinned by whoever registers it."""

    name: str
    repo: str
    revision: str | None
    licence: str
    n_parameters: int
    gpu_memory_gb: int
    lora_targets: str | tuple[str, ...]
    shape: Mapping[str, object]

    @property
    def context_length(self) -> int:
        """Return how many tokens the model takes."""
        return self._number("max_position_embeddings", "max_seq_len")

    @property
    def bytes_per_token(self) -> int:
        """Return what keys and values of one token take in bfloat16."""
        n_heads = self._number("num_attention_heads", "n_heads")
        width = self._number("head_dim", default=self._number("hidden_size", "d_model") // n_heads)
        n_key_heads = self._number("num_key_value_heads", default=n_heads)
        return 2 * _BF16 * self._number("num_hidden_layers", "n_layers") * n_key_heads * width

    def memory_gb(self, *, n_tables: int = N_TABLES, n_tokens: int = N_TOKENS) -> int:
        """Return the GPU memory in GB (10⁹ bytes) for so many tables at once, rounded up."""
        n_bytes = _BF16 * self.n_parameters + n_tables * n_tokens * self.bytes_per_token
        return math.ceil(OVERHEAD * n_bytes / 1e9)

    def _number(self, *names: str, default: int | None = None) -> int:
        found = next((value for name in names if isinstance(value := self.shape.get(name), int)), default)
        if found is None:
            raise ValueError(f"{FILE.name}: the shape of {self.name} has no {names[0]}")
        return found


@lru_cache
def presets() -> dict[str, Preset]:
    """Return all presets by name."""
    entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {entry["name"]: _preset(entry) for entry in entries}


def _preset(entry: Mapping[str, object]) -> Preset:
    targets = entry["lora_targets"]
    return Preset(**{**entry, "lora_targets": tuple(targets) if isinstance(targets, list) else targets})  # type: ignore[arg-type]
