"""A checked checkpoint --> a model in memory, on the device there is room on; adapters are merged into their base."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.utils import logging

from modelhub.engine.checkpoints import Checkpoint
from modelhub.engine.text_model import ModelGone

# Of a device's free memory; the rest is for keys, values and what passes through.
SHARE_FOR_WEIGHTS = 0.85
# Smaller models gain nothing from a second thread on a CPU, and wait for it when the machine is busy.
WORTH_THREADS = 10_000_000
MEMINFO = Path("/proc/meminfo")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model goes: one device, or `device_map` to spread it over all there are."""

    device: torch.device
    dtype: torch.dtype
    device_map: str | dict[str, Any] | None = None
    # Bytes per device, where the map is to be found.
    max_memory: dict[int | str, int] | None = None


def choose_device(name: str) -> torch.device:
    """Return the device for auto, cpu, cuda or cuda:N. Raises ModelGone where it is not there."""
    if name == "auto":
        return torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ModelGone(f"there is no device {name!r}: say auto, cpu, cuda or cuda:N") from error
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ModelGone(f"there is no device {name}: PyTorch sees {torch.cuda.device_count()} CUDA devices here")
    return torch.device("cuda", device.index or 0) if device.type == "cuda" else device


def dtype_of(device: torch.device) -> torch.dtype:
    """Return the type of numbers for a device: bfloat16 on a GPU that has it."""
    if device.type != "cuda":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16


def place(checkpoint: Checkpoint, device_name: str) -> Placement:
    """Return where a checkpoint goes: on one device, or spread over all there are where one is too small."""
    device = choose_device(device_name)
    dtype = dtype_of(device)
    if device.type != "cuda":
        return Placement(device, dtype)
    room = int(SHARE_FOR_WEIGHTS * torch.cuda.mem_get_info(device)[0])
    if checkpoint.n_parameters * dtype.itemsize <= room:
        return Placement(device, dtype, {"": str(device)})
    return Placement(device, dtype, "auto", _room())


def _room() -> dict[int | str, int]:
    free: dict[int | str, int] = {
        number: torch.cuda.mem_get_info(number)[0] for number in range(torch.cuda.device_count())
    }
    free["cpu"] = _free_on_machine()
    return {name: int(SHARE_FOR_WEIGHTS * n_bytes) for name, n_bytes in free.items()}


def free_memory(model: PreTrainedModel) -> int:
    """Return the bytes that are free where a model is; of several GPUs, as many times what the fullest one has."""
    gpus = {parameter.device for parameter in model.parameters() if parameter.device.type == "cuda"}
    if not gpus:
        return _free_on_machine()
    return len(gpus) * min(torch.cuda.mem_get_info(device)[0] for device in gpus)


def _free_on_machine() -> int:
    available = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if MEMINFO.exists():
        # Linux counts there what files only occupy until it is needed.
        found = re.search(r"^MemAvailable:\s+(\d+) kB", MEMINFO.read_text(), re.MULTILINE)
        available = 1024 * int(found.group(1)) if found else available
    return available


def load_model(checkpoint: Checkpoint, placement: Placement) -> PreTrainedModel:
    """Load the weights; a small model on a CPU takes the process to one thread. Raises ModelGone with the reason."""
    logging.disable_progress_bar()
    if placement.device.type == "cpu" and checkpoint.n_parameters < WORTH_THREADS:
        torch.set_num_threads(1)
    try:
        model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
            checkpoint.directory,
            dtype=placement.dtype,
            device_map=placement.device_map,
            max_memory=placement.max_memory,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
        )
        model = _with_adapter(model, checkpoint)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, ImportError) as error:
        raise ModelGone(f"{checkpoint.directory.name} cannot be loaded: {error}") from error
    model.eval()
    return model


def load_tokenizer(checkpoint: Checkpoint) -> PreTrainedTokenizerBase:
    """Load the tokenizer. Raises ModelGone with the reason when it can't be had."""
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
            checkpoint.directory, trust_remote_code=False, local_files_only=True
        )
    except Exception as error:
        raise ModelGone(f"the tokenizer of {checkpoint.directory.name} cannot be loaded: {error}") from error
    return tokenizer


def end_tokens(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> set[int]:
    """Return every token that any of the files says ends a text."""
    said = [tokenizer.eos_token_id, model.config.eos_token_id]
    if model.generation_config is not None:
        said.append(model.generation_config.eos_token_id)
    flat = [one for value in said for one in (value if isinstance(value, list) else [value])]
    return {int(one) for one in flat if one is not None}


def bytes_per_token(model: PreTrainedModel) -> int:
    """Return what keys and values of one token take."""
    config = model.config.get_text_config()
    n_heads = config.num_attention_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // n_heads
    n_key_heads = getattr(config, "num_key_value_heads", None) or n_heads
    return int(2 * config.num_hidden_layers * n_key_heads * width * model.dtype.itemsize)


def _with_adapter(model: PreTrainedModel, checkpoint: Checkpoint) -> PreTrainedModel:
    if checkpoint.adapter is None:
        return model
    # Not at the top: PEFT takes seconds to import, and most models come without an adapter.
    from peft import PeftModel

    merged: PreTrainedModel = PeftModel.from_pretrained(
        model, checkpoint.adapter, is_trainable=False
    ).merge_and_unload()
    return merged
