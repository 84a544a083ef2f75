"""A base --> a model ready to learn: which numbers are learnt, in which type, on which device."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from transformers import GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase

from modelhub.engine.chat import ChatFormat
from modelhub.engine.checkpoints import Checkpoint
from modelhub.engine.local.codec import Codec
from modelhub.engine.local.loading import Placement, choose_device, end_tokens, load_model, load_tokenizer
from modelhub.engine.local.random_weights import random_model
from modelhub.engine.presets import Preset
from modelhub.engine.prompts import TEMPLATES
from modelhub.engine.tiny import train_tokenizer
from modelhub.engine.train.config import TrainingConfig
from modelhub.engine.train.encoding import end_token
from modelhub.engine.train.lora import add_adapters, save_adapter
from modelhub.engine.train.precision import compute_dtype

if TYPE_CHECKING:
    from peft import PeftModel

# Smaller models lose more by a second thread than they gain.
WORTH_THREADS = 1_000_000


@dataclass(slots=True)
class Trainee:
    """`model` is the causal model itself, adapters in its layers included; `adapted` is PEFT's view of it."""

    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    codec: Codec
    chat: ChatFormat | None
    end: int
    context_length: int
    device: torch.device
    compute: torch.dtype
    adapted: "PeftModel | None" = None

    def learnt(self) -> Iterator[tuple[str, torch.nn.Parameter]]:
        """Yield what is learnt, by name; shared weights come once."""
        return ((name, one) for name, one in self.model.named_parameters() if one.requires_grad)

    def save(self, folder: Path, *, base: str) -> None:
        """Write the adapter, or the whole model in bfloat16 with its tokenizer. The model is not for training afterwards."""
        if self.adapted is not None:
            save_adapter(self.adapted, folder, base=base)
            return
        self.model.to(torch.bfloat16)  # type: ignore[arg-type]
        self.model.config.dtype = torch.bfloat16
        # The base's may hold settings of sampling that transformers refuses to write; which tokens end a text matters.
        old = self.model.generation_config
        if old is not None:
            ends = {name: getattr(old, name) for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
            self.model.generation_config = GenerationConfig(**ends)
        self.model.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)


def make_trainee(start: Checkpoint | Preset, config: TrainingConfig, *, device: str) -> Trainee:
    """Load the base and make it ready. Raises ModelGone, TrainingRefused."""
    place = choose_device(device)
    compute = compute_dtype(config.compute, place)
    # What is learnt is kept in float32; a base that stays as it is takes half of that.
    dtype = torch.float32 if config.method == "full" else compute
    if isinstance(start, Checkpoint):
        on_gpu: dict[str, str] | None = {"": str(place)} if place.type == "cuda" else None
        model = load_model(start, Placement(place, dtype, on_gpu))
        tokenizer, chat, context = load_tokenizer(start), start.chat, start.context_length
    else:
        model = random_model(start, device=place, dtype=dtype, seed=config.seed)
        tokenizer, chat, context = train_tokenizer(_texts(), 512), None, start.context_length
    set_threads(sum(one.numel() for one in model.parameters()))
    ends = end_tokens(model, tokenizer)
    trainee = Trainee(
        model=model,
        tokenizer=tokenizer,
        codec=Codec(tokenizer, ends),
        chat=chat,
        end=end_token(ends, tokenizer.eos_token_id),
        context_length=min(context, config.context_length or context),
        device=place,
        compute=compute,
    )
    _make_ready(trainee, config)
    return trainee


def set_threads(n_parameters: int) -> None:
    """Choose the threads by the model alone, whatever this process did before: sums depend on them in their last bits."""
    n_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    torch.set_num_threads(1 if n_parameters < WORTH_THREADS else int(os.environ.get("OMP_NUM_THREADS") or n_cores))


def _make_ready(trainee: Trainee, config: TrainingConfig) -> None:
    model = trainee.model
    if config.activation_checkpointing:
        # Transformers 5.23 has another name for it than 5.17.
        enable = getattr(model, "activation_checkpointing_enable", None) or model.gradient_checkpointing_enable
        enable()
    if config.method == "lora":
        trainee.adapted = add_adapters(model, config)
    model.train()


def _texts() -> list[str]:
    return [template.user for template in TEMPLATES.values()]
