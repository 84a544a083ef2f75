"""How much GPU memory a model takes to document tables, and the smallest GPU that has it."""

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

GPUS = Path(__file__).resolve().parents[2] / "fixtures" / "gpus.yaml"
# Documented at once, for which memory is reckoned beside the weights.
N_TABLES, N_TOKENS = 8, 1024
OVERHEAD = 1.1
_BF16 = 2


def memory_gb(n_parameters: int, cache_bytes: int, *, n_tables: int = N_TABLES, n_tokens: int = N_TOKENS) -> int:
    """Return the memory in GB (10⁹ bytes) for bfloat16 weights and so many tables at once, rounded up.

    `cache_bytes` is what keys and values of one token take.
    """
    return math.ceil(OVERHEAD * (_BF16 * n_parameters + n_tables * n_tokens * cache_bytes) / 1e9)


def cache_bytes_per_token(shape: Mapping[str, object]) -> int | None:
    """Return what keys and values of one token take in bfloat16, by a config.json; None where it does not say."""
    nested = shape.get("text_config")
    fields = nested if isinstance(nested, dict) else shape
    n_layers = _number(fields, "num_hidden_layers", "n_layers", "n_layer")
    n_heads = _number(fields, "num_attention_heads", "n_heads", "n_head")
    width = _number(fields, "hidden_size", "d_model", "n_embd")
    if not n_layers or not n_heads or not width:
        return None
    n_key_heads = _number(fields, "num_key_value_heads") or n_heads
    return 2 * _BF16 * n_layers * n_key_heads * (_number(fields, "head_dim") or width // n_heads)


def smallest_gpu(needed_gb: int) -> str | None:
    """Return the smallest known GPU with that much memory, the first by name of equals; None where none is large enough."""
    fits = [(gb, name) for name, gb in gpus().items() if gb >= needed_gb]
    return min(fits)[1] if fits else None


@lru_cache
def gpus() -> dict[str, int]:
    """Return the memory of known GPUs in GB, by name."""
    return {row["gpu"]: row["memory_gb"] for row in yaml.safe_load(GPUS.read_text(encoding="utf-8"))}


def _number(fields: Mapping[str, object], *names: str) -> int | None:
    return next((value for name in names if isinstance(value := fields.get(name), int)), None)
