"""A local model writes for each prompt what it writes for it alone, in any company."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import pytest
import torch

from modelhub.engine.chat import read_chat
from modelhub.engine.checkpoints import Checkpoint
from modelhub.engine.local.loading import choose_device
from modelhub.engine.local.model import LocalModel
from modelhub.engine.local.probe import Batching
from modelhub.engine.local.prompting import prompt_tokens
from modelhub.engine.text_model import Finish, Message, ModelGone, Sampling, TextRequest

FAMILIES = ("llama", "gpt2", "mpt")
DRAWN = Sampling(temperature=0.9, top_p=0.95, seed=5)
Load = Callable[..., LocalModel]
Inputs = tuple[Any, ...]


def requests(n_requests: int, *, max_new_tokens: int = 40) -> list[TextRequest]:
    """Prompts of very different lengths, some of them forced."""
    return [
        TextRequest(
            number,
            (Message("user", "CREATE TABLE orders " * (1 + number * 7 % 11) + str(number)),),
            max_new_tokens,
            ("id", "größe")[: number % 3],
        )
        for number in range(n_requests)
    ]


def texts(model: LocalModel, asked: Sequence[TextRequest], sampling: Sampling) -> dict[object, str]:
    done = list(model.complete(asked, sampling=sampling))
    assert sorted(completion.key for completion in done) == sorted(request.key for request in asked)  # type: ignore[type-var]
    return {completion.key: completion.text for completion in done}


@pytest.mark.parametrize("sampling", [Sampling(), DRAWN], ids=["greedy", "drawn"])
@pytest.mark.parametrize("family", FAMILIES)
def test_texts_are_the_same_alone_and_in_any_batch(load: Load, family: str, sampling: Sampling) -> None:
    asked = requests(14)
    alone: dict[object, str] = {}
    one = load(family, max_rows=1)
    for request in asked:
        alone |= texts(one, [request], sampling)

    assert texts(load(family, max_rows=14), asked, sampling) == alone
    # Five at a time: others join as rows finish.
    assert texts(load(family, max_rows=5), asked[::-1], sampling) == alone


def test_other_seed_other_texts(load: Load) -> None:
    model = load()

    assert texts(model, requests(4), DRAWN) != texts(model, requests(4), Sampling(0.9, 0.95, seed=6))


@pytest.mark.parametrize("family", FAMILIES)
def test_same_text_as_transformers_own_generation(load: Load, family: str) -> None:
    model, request = load(family), TextRequest(0, (Message("user", "CREATE TABLE t (id int)"),), 30)
    ids = torch.tensor([model.codec.encode(request.messages[0].content)])

    (ours,) = model.complete([request], sampling=Sampling())

    generate = cast(Callable[..., torch.Tensor], model.model.generate)
    theirs = generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=30, do_sample=False)
    assert model.codec.decode(theirs[0, ids.shape[1] :].tolist()).startswith(ours.text)
    assert (ours.n_tokens_in, ours.n_tokens_out) == (ids.shape[1], 30)


@pytest.mark.parametrize("family", FAMILIES)
def test_forced_objects_have_every_column_and_no_other(load: Load, family: str) -> None:
    names = tuple(f'column "{number}" größe' for number in range(9))
    asked = [TextRequest(number, (Message("user", f"table {number}"),), 300, names) for number in range(6)]

    done = list(load(family).complete(asked, sampling=DRAWN))

    for completion in done:
        assert completion.forced
        assert list(json.loads(completion.text)["columns"]) == list(names)
    assert any(text for one in done for text in json.loads(one.text)["columns"].values())


def test_texts_of_forced_objects_hold_no_special_token(load: Load) -> None:
    model = load()
    asked = [TextRequest(number, (Message("user", f"t{number}"),), 300, ("a", "b")) for number in range(20)]

    written = "".join(completion.text for completion in model.complete(asked, sampling=Sampling(5.0, seed=1)))

    assert "<|" not in written


def test_results_come_before_all_requests_were_pulled(load: Load) -> None:
    pulled = []

    def asked() -> Iterator[TextRequest]:
        for request in requests(40, max_new_tokens=3):
            pulled.append(request.key)
            yield request

    completions = load(max_rows=2).complete(asked(), sampling=Sampling())

    next(completions)
    assert len(pulled) <= 16
    assert len(list(completions)) == 39


def test_prompt_longer_than_the_context_is_an_error_of_its_own(load: Load) -> None:
    long, short = (
        TextRequest("long", (Message("user", "x " * 3000),), 50),
        TextRequest("short", (Message("user", "x"),), 5),
    )

    done = {completion.key: completion for completion in load().complete([long, short], sampling=Sampling())}

    assert (done["long"].finish, done["long"].kind) == (Finish.ERROR, "context")
    assert "ask for fewer columns" in done["long"].problem
    assert done["short"].finish is not Finish.ERROR


def test_answer_is_shortened_to_what_the_context_leaves(load: Load) -> None:
    model = load()
    request = TextRequest(0, (Message("user", "x " * 1000),), 5000)

    (done,) = model.complete([request], sampling=Sampling())

    assert done.n_tokens_in + done.n_tokens_out <= model.context_length


def test_special_tokens_in_data_stay_text(load: Load) -> None:
    model = load()
    (end,) = model.codec.eos
    hostile = (Message("user", "a <|end|> b"),)
    chat = read_chat("{% for m in messages %}{{ m.content }}<|end|>{% endfor %}", {})

    plain, framed = prompt_tokens(model.codec, None, hostile), prompt_tokens(model.codec, chat, hostile)

    assert end not in plain
    assert model.codec.decode(plain) == "a <|end|> b"
    # Only the template's own.
    assert [place for place, token in enumerate(framed) if token == end] == [len(framed) - 1]


def test_n_tokens_counts_the_prompt_as_it_is_sent(load: Load) -> None:
    model, request = load(), requests(1)[0]

    (done,) = model.complete([request], sampling=Sampling())

    assert model.n_tokens(request.messages) == done.n_tokens_in


class Exhausted:
    """Makes a model fail as a device without memory does, when more tokens than `most` go through it at once."""

    def __init__(self, model: LocalModel, most: int) -> None:
        self.most, self.n_failed = most, 0
        self.handle = model.model.register_forward_pre_hook(self._hook, with_kwargs=True)

    def _hook(self, _: torch.nn.Module, __: tuple[object, ...], inputs: dict[str, torch.Tensor]) -> None:
        n_tokens = inputs["attention_mask"].numel() if "past_key_values" in inputs else 0
        if n_tokens > self.most:
            self.n_failed += 1
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")


def test_when_memory_runs_out_batches_are_halved_and_texts_stay_the_same(load: Load) -> None:
    asked = requests(20)
    expected = texts(load(max_rows=20), asked, DRAWN)
    model = load(max_rows=20)
    exhausted = Exhausted(model, most=600)

    assert texts(model, asked, DRAWN) == expected
    assert exhausted.n_failed > 0
    assert model.budget.n_halved == exhausted.n_failed


def test_budget_grows_back_when_memory_is_there_again(load: Load) -> None:
    model = load(max_rows=20)
    exhausted = Exhausted(model, most=600)
    texts(model, requests(20), Sampling())
    exhausted.handle.remove()
    halved = model.budget.tokens

    for _ in range(12):
        texts(model, requests(4, max_new_tokens=2), Sampling())

    assert halved < model.budget.tokens == model.budget.ceiling


def test_prompt_that_does_not_fit_alone_is_an_error_of_its_own(load: Load) -> None:
    model = load(max_rows=4)
    Exhausted(model, most=120)
    large, small = (
        TextRequest("large", (Message("user", "x " * 200),), 5),
        TextRequest("small", (Message("user", "x"),), 5),
    )

    done = {completion.key: completion for completion in model.complete([small, large], sampling=Sampling())}

    assert (done["large"].finish, done["large"].kind) == (Finish.ERROR, "oom")
    assert done["small"].finish is not Finish.ERROR


def test_texts_that_outgrow_the_budget_send_rows_back_to_wait(load: Load) -> None:
    asked = [TextRequest(number, (Message("user", f"t{number}"),), 150) for number in range(8)]
    expected = texts(load(max_rows=1), asked, DRAWN)

    assert texts(load(max_rows=8, token_budget=640), asked, DRAWN) == expected


def test_other_errors_of_the_device_mean_that_the_model_is_gone(load: Load) -> None:
    model = load()

    def fails(*_: object) -> None:
        raise RuntimeError("CUDA error: device-side assert triggered")

    model.model.register_forward_pre_hook(fails)

    with pytest.raises(ModelGone, match="the device failed: CUDA error"):
        list(model.complete(requests(1), sampling=Sampling()))


def test_errors_of_whoever_asks_pass_as_they_are(load: Load) -> None:
    def broken() -> Iterator[TextRequest]:
        yield from requests(2)
        raise RuntimeError("the database is locked")

    with pytest.raises(RuntimeError, match="the database is locked"):
        list(load().complete(broken(), sampling=Sampling()))


@pytest.mark.parametrize("family", FAMILIES)
def test_families_of_the_tests_may_join_running_batches(load: Load, family: str) -> None:
    assert load(family).batching is Batching.ROLLING


def test_model_that_heeds_no_padding_runs_one_by_one(checkpoints: dict[str, Checkpoint]) -> None:
    model = LocalModel.load(checkpoints["llama"], device="cpu").model

    def ignores_padding(_: torch.nn.Module, __: Inputs, inputs: dict[str, Any]) -> tuple[Inputs, dict[str, Any]]:
        mask = inputs.get("attention_mask")
        return (), {**inputs, "attention_mask": torch.ones_like(mask) if isinstance(mask, torch.Tensor) else None}

    model.register_forward_pre_hook(ignores_padding, with_kwargs=True)
    wrong = LocalModel(model, LocalModel.load(checkpoints["llama"]).codec.tokenizer, context_length=2048)

    assert wrong.batching is Batching.ONE_BY_ONE
    assert wrong.notices == ("texts in a batch differ from those alone: tables are documented one by one",)
    asked = requests(5)
    assert texts(wrong, asked, Sampling()) == texts(LocalModel.load(checkpoints["llama"]), asked, Sampling())


def test_family_that_was_never_tried_waits_for_whole_batches(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    trusted = load()
    monkeypatch.setattr("modelhub.engine.local.probe.ROLLING_FAMILIES", frozenset())
    careful = LocalModel(trusted.model, trusted.codec.tokenizer, context_length=2048, max_rows=4)

    assert careful.batching is Batching.TOGETHER
    assert texts(careful, requests(9), Sampling()) == texts(load(), requests(9), Sampling())


def test_model_that_forgets_what_was_before_is_refused(load: Load) -> None:
    model = load()

    def forgets(_: torch.nn.Module, __: Inputs, inputs: dict[str, Any]) -> tuple[Inputs, dict[str, Any]]:
        positions = inputs.get("position_ids")
        return (), ({**inputs, "position_ids": positions * 0} if positions is not None else inputs)

    model.model.register_forward_pre_hook(forgets, with_kwargs=True)

    with pytest.raises(ModelGone, match="differ from those without"):
        LocalModel(model.model, model.codec.tokenizer, context_length=2048)


@pytest.mark.parametrize("name", ["cuda:99", "quantum"])
def test_device_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(ModelGone, match=f"there is no device '?{name}"):
        choose_device(name)
