"""Real transformers models of a few hundred kilobytes, built on the spot: for tests, with random weights."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    MptConfig,
    MptForCausalLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

END_OF_TEXT = "<|end|>"
PAD = "<|pad|>"
CONTEXT = 2048


def build_tiny(
    directory: Path,
    texts: Iterable[str],
    *,
    family: str = "llama",
    hidden: int = 64,
    n_layers: int = 2,
    vocabulary: int = 1024,
    seed: int = 0,
) -> None:
    """Write a model of the family (llama, mistral, qwen2, gpt2, mpt) with a tokenizer trained on the texts, in Hugging Face's layout."""
    tokenizer = train_tokenizer(texts, vocabulary)
    torch.manual_seed(seed)
    model = _FAMILIES[family](len(tokenizer), hidden, n_layers)
    for owner in (model.config, model.generation_config):
        owner.eos_token_id, owner.pad_token_id = tokenizer.eos_token_id, tokenizer.pad_token_id
    model.save_pretrained(directory)
    tokenizer.save_pretrained(directory)


def train_tokenizer(texts: Iterable[str], vocabulary: int) -> PreTrainedTokenizerFast:
    """Return a byte-level BPE tokenizer; any text survives the way to tokens and back."""
    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[END_OF_TEXT, PAD],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    raw.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=raw,
        eos_token=END_OF_TEXT,
        pad_token=PAD,
        clean_up_tokenization_spaces=False,
        model_max_length=CONTEXT,
    )


def _llama(vocabulary: int, hidden: int, n_layers: int) -> PreTrainedModel:
    return LlamaForCausalLM(LlamaConfig(**_gated(vocabulary, hidden, n_layers)))


def _mistral(vocabulary: int, hidden: int, n_layers: int) -> PreTrainedModel:
    return MistralForCausalLM(MistralConfig(**_gated(vocabulary, hidden, n_layers)))


def _qwen2(vocabulary: int, hidden: int, n_layers: int) -> PreTrainedModel:
    return Qwen2ForCausalLM(Qwen2Config(**_gated(vocabulary, hidden, n_layers)))


def _gated(vocabulary: int, hidden: int, n_layers: int) -> dict[str, Any]:
    heads = max(hidden // 16, 1)
    return {
        "vocab_size": vocabulary,
        "hidden_size": hidden,
        "intermediate_size": hidden * 8 // 3,
        "num_hidden_layers": n_layers,
        "num_attention_heads": heads,
        # Grouped-query attention, as today's models have it.
        "num_key_value_heads": max(heads // 2, 1),
        "max_position_embeddings": CONTEXT,
        "bos_token_id": None,
    }


def _gpt2(vocabulary: int, hidden: int, n_layers: int) -> PreTrainedModel:
    heads = max(hidden // 16, 1)
    return GPT2LMHeadModel(
        GPT2Config(
            vocab_size=vocabulary,
            n_embd=hidden,
            n_layer=n_layers,
            n_head=heads,
            n_positions=CONTEXT,
            bos_token_id=None,
            eos_token_id=None,
        )
    )


def _mpt(vocabulary: int, hidden: int, n_layers: int) -> PreTrainedModel:
    heads = max(hidden // 16, 1)
    return MptForCausalLM(
        MptConfig(vocab_size=vocabulary, d_model=hidden, n_layers=n_layers, n_heads=heads, max_seq_len=CONTEXT)
    )


_FAMILIES: dict[str, Callable[[int, int, int], PreTrainedModel]] = {
    "llama": _llama,
    "mistral": _mistral,
    "qwen2": _qwen2,
    "gpt2": _gpt2,
    "mpt": _mpt,
}
