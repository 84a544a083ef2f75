"""A small Llama of the project's own: a byte-level tokenizer trained on the texts, and weights that know nothing yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.utils import logging

from modelhub.engine.tiny import train_tokenizer
from modelhub.engine.train.atomic import whole_folder
from modelhub.engine.train.refusal import TrainingRefused

HEAD_WIDTH = 32
CONTEXT = 2048


@dataclass(frozen=True, slots=True)
class NewModel:
    """Its shape; `hidden` is a multiple of 64. Input and output share their weights. Raises TrainingRefused."""

    hidden: int = 256
    n_layers: int = 6
    vocabulary: int = 4096
    context_length: int = CONTEXT
    seed: int = 0

    def __post_init__(self) -> None:
        if self.hidden % (2 * HEAD_WIDTH) or not 0 < self.hidden <= 8192:
            raise TrainingRefused(f"a hidden size of {self.hidden} does not go: write a multiple of {2 * HEAD_WIDTH}")
        if not 0 < self.n_layers <= 200:
            raise TrainingRefused(f"{self.n_layers} layers don't go: write a number from 1 to 200")
        if not 300 <= self.vocabulary <= 200_000:
            raise TrainingRefused(f"a vocabulary of {self.vocabulary} does not go: write a number from 300 to 200000")


def make_new_model(folder: Path, shape: NewModel, texts: Sequence[str]) -> None:
    """Write tokenizer and weights in Hugging Face's layout, whole or not at all; same texts and seed, same files."""
    logging.disable_progress_bar()
    tokenizer = train_tokenizer(texts, shape.vocabulary)
    tokenizer.model_max_length = shape.context_length
    torch.manual_seed(shape.seed)
    model = LlamaForCausalLM(config_of(shape, len(tokenizer)))
    for owner in (model.config, model.generation_config):
        owner.eos_token_id, owner.pad_token_id = tokenizer.eos_token_id, tokenizer.pad_token_id
    with whole_folder(folder) as made:
        model.save_pretrained(made)
        tokenizer.save_pretrained(made)


def config_of(shape: NewModel, vocabulary: int) -> LlamaConfig:
    """Return the configuration; a trained tokenizer may have fewer tokens than it was allowed."""
    heads = shape.hidden // HEAD_WIDTH
    return LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=shape.hidden,
        # Eight thirds of the width, as Llama has it, in whole 16s.
        intermediate_size=-(-shape.hidden * 8 // 3 // 16) * 16,
        num_hidden_layers=shape.n_layers,
        num_attention_heads=heads,
        num_key_value_heads=heads // 2,
        max_position_embeddings=shape.context_length,
        tie_word_embeddings=True,
        bos_token_id=None,
    )
