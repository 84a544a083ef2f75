"""Families beside those that other tests use: compared in batches, then trusted as far as they were."""

import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedModel

from modelhub.engine.local.model import LocalModel
from modelhub.engine.local.probe import ROLLING_FAMILIES, Batching, probe
from modelhub.engine.text_model import Message, ModelGone, Sampling, TextRequest
from modelhub.engine.tiny import train_tokenizer

SHAPE = {
    "vocab_size": 512,
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "max_position_embeddings": 512,
    "bos_token_id": None,
    "eos_token_id": 0,
    "pad_token_id": 1,
}
# Keys and values of a window only, in the usual implementation; here the mask alone sees to it.
LISTED = {"mistral": {"sliding_window": 8}, "qwen2": {}, "qwen3": {}}
UNLISTED: dict[str, dict[str, object]] = {"gemma2": {"sliding_window": 8}, "olmo2": {}}


def tiny(family: str, extra: dict[str, object]) -> PreTrainedModel:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model: PreTrainedModel = AutoModelForCausalLM.from_config(AutoConfig.for_model(family, **{**SHAPE, **extra}))
    model.eval()
    return model


@pytest.mark.parametrize(("family", "extra"), LISTED.items())
def test_listed_family_may_roll_and_writes_what_it_writes_alone(family: str, extra: dict[str, object]) -> None:
    model, tokenizer = tiny(family, extra), train_tokenizer(["CREATE TABLE orders (id bigint)"], 512)
    asked = [TextRequest(n, (Message("user", "CREATE TABLE orders " * (1 + n % 5)),), 24) for n in range(8)]

    def texts(max_rows: int) -> dict[object, str]:
        local = LocalModel(model, tokenizer, context_length=512, max_rows=max_rows)
        assert local.batching is Batching.ROLLING
        return {done.key: done.text for done in local.complete(asked, sampling=Sampling(1.0, seed=3))}

    assert texts(1) == texts(8) == texts(3)


def test_every_listed_family_is_tested() -> None:
    assert {*LISTED, "llama", "gpt2", "mpt"} == ROLLING_FAMILIES


@pytest.mark.parametrize(("family", "extra"), UNLISTED.items())
def test_family_that_is_not_listed_waits_for_whole_batches(family: str, extra: dict[str, object]) -> None:
    assert probe(tiny(family, extra), pad=1) is Batching.TOGETHER


def test_family_without_keys_and_values_is_refused_with_the_reason() -> None:
    model = tiny("mamba", {"state_size": 4})

    with pytest.raises(ModelGone, match="cannot run a model of type mamba"):
        LocalModel(model, train_tokenizer(["x"], 300), context_length=512)
