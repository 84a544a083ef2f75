"""In which numbers a training computes: bfloat16 where the machine has it, with float32 for what is learnt."""

from contextlib import AbstractContextManager

import torch

from modelhub.engine.train.refusal import TrainingRefused


def compute_dtype(wish: str, device: torch.device) -> torch.dtype:
    """Return the type that matrices are multiplied in. Raises TrainingRefused where a GPU lacks bfloat16."""
    if wish == "fp32":
        return torch.float32
    if device.type == "cuda":
        if torch.cuda.is_bf16_supported():
            return torch.bfloat16
        if wish == "bf16":
            raise TrainingRefused("this GPU has no bfloat16: choose compute fp32")
        return torch.float32
    return torch.bfloat16 if wish == "bf16" or _cpu_is_faster() else torch.float32


def autocast(device: torch.device, dtype: torch.dtype) -> AbstractContextManager[object]:
    """Return the context of a forward pass: weights stay as they are, products are computed in the type."""
    return torch.autocast(device.type, dtype, enabled=dtype != torch.float32)


def _cpu_is_faster() -> bool:
    # Without these instructions bfloat16 is computed by way of float32, at half the speed.
    asked = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    return any(bool(getattr(torch.cpu, name)()) for name in asked if hasattr(torch.cpu, name))
