"""A small Llama of the project's own: a byte-level tokenizer trained on the texts, and weights that know nothing yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.utils import logging

from modelhub.engine.train.atomic import whole_folder
from modelhub.engine.train.name_tokenizer import train_name_tokenizer
from modelhub.engine.train.new_shape import HEAD_WIDTH, NewShape

CONTEXT = 2048


@dataclass(frozen=True, slots=True)
class NewModel(NewShape):
    """A shape, how much it reads, and what its first weights are drawn by. Input and output share their weights."""

    context_length: int = CONTEXT
    seed: int = 0


def make_new_model(folder: Path, shape: NewModel, texts: Sequence[str]) -> None:
    """Write tokenizer and weights in Hugging Face's layout, whole or not at all; same texts and seed, same files."""
    logging.disable_progress_bar()
    tokenizer = train_name_tokenizer(texts, shape.vocabulary)
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
