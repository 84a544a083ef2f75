"""Well-known models: where they come from, their licence, and their exact shapes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from modelhub.engine.memory import N_TABLES, N_TOKENS, cache_bytes_per_token, memory_gb

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "models.yaml"


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
        names = ("max_position_embeddings", "max_seq_len")
        return next(length for name in names if isinstance(length := self.shape.get(name), int))

    @property
    def bytes_per_token(self) -> int:
        """Return what keys and values of one token take in bfloat16."""
        n_bytes = cache_bytes_per_token(self.shape)
        if n_bytes is None:
            raise ValueError(f"{FILE.name}: the shape of {self.name} lacks layers, heads or width")
        return n_bytes

    def memory_gb(self, *, n_tables: int = N_TABLES, n_tokens: int = N_TOKENS) -> int:
        """Return the GPU memory in GB (10⁹ bytes) for so many tables at once, rounded up."""
        return memory_gb(self.n_parameters, self.bytes_per_token, n_tables=n_tables, n_tokens=n_tokens)


@lru_cache
def presets() -> dict[str, Preset]:
    """Return all presets by name."""
    entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {entry["name"]: _preset(entry) for entry in entries}


def _preset(entry: Mapping[str, object]) -> Preset:
    targets = entry["lora_targets"]
    return Preset(**{**entry, "lora_targets": tuple(targets) if isinstance(targets, list) else targets})  # type: ignore[arg-type]
