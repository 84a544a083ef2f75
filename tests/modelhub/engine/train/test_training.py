"""A training as a whole: its result, its seed, early stopping, and what goes wrong on the way."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from modelhub.engine.checkpoints import open_checkpoint
from modelhub.engine.lineage.manifest import read_manifest
from modelhub.engine.lineage.verify import verify
from modelhub.engine.local.model import LocalModel
from modelhub.engine.prompts import SHORT
from modelhub.engine.records import table_from_json
from modelhub.engine.text_model import Message, Sampling, TextRequest
from modelhub.engine.tiny import build_tiny
from modelhub.engine.train import TrainingFailed, TrainingRefused
from modelhub.engine.train.course import End
from modelhub.engine.train.encoding import encode
from modelhub.engine.train.examples import read_examples
from modelhub.engine.train.learning import Learner
from modelhub.engine.train.metrics import read_metrics
from modelhub.engine.train.source import Source
from modelhub.engine.train.trainee import make_trainee
from modelhub.engine.train.training import Training, train
from tests.modelhub.engine.conftest import DEMO_SQL
from tests.modelhub.engine.train.conftest import Order, rows, write_rows

WEIGHTS = "model.safetensors"


@pytest.mark.parametrize("method", ["full", "lora"])
def test_result_is_a_model_that_generates_with_a_manifest_that_holds(order: Order, bases: Path, method: str) -> None:
    training = order(method=method, max_steps=3)

    outcome = train(training)

    assert (outcome.end, outcome.n_steps) == (End.DONE, 3)
    assert not training.work.exists()
    manifest = read_manifest(training.out)
    assert manifest is not None
    assert verify(training.out, manifest) == []
    base = open_checkpoint(bases / "llama")
    assert manifest.part("base")["weights"] == base.weights
    checkpoint = (
        open_checkpoint(training.out) if method == "full" else open_checkpoint(bases / "llama", adapter=training.out)
    )
    model = LocalModel.load(checkpoint, device="cpu")
    request = TextRequest(1, (Message("user", "Document orders"),), 20, ("a",))
    assert [one.key for one in model.complete([request], sampling=Sampling())] == [1]


def test_adapters_go_into_the_layers_that_are_named_and_no_others(order: Order) -> None:
    train(order(method="lora", max_steps=1, lora_targets="q_proj,v_proj"))

    weights = load_file(order().out / "adapter_model.safetensors")
    assert {name.split(".")[-3] for name in weights} == {"q_proj", "v_proj"}


def test_one_layer_that_the_base_has_not_is_refused(order: Order) -> None:
    with pytest.raises(TrainingRefused, match=r"the base has no layer 'v_prox'; it has .*q_proj.*v_proj"):
        train(order(method="lora", max_steps=1, lora_targets="q_proj,v_prox"))


def test_full_result_is_bfloat16_and_differs_from_the_base(order: Order, bases: Path) -> None:
    training = order(max_steps=2)

    train(training)

    new, old = load_file(training.out / WEIGHTS), load_file(bases / "llama" / WEIGHTS)
    assert {tensor.dtype for tensor in new.values()} == {torch.bfloat16}
    assert new.keys() == old.keys()
    assert any(not torch.equal(new[name], old[name].bfloat16()) for name in new)


def test_same_seed_gives_the_same_bytes_and_another_seed_others(order: Order) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        train(order(name, max_steps=3, seed=seed, family="gpt2"))

    first, same, other = ((order(name).out / WEIGHTS).read_bytes() for name in "abc")
    assert first == same
    assert first != other


def test_paused_training_goes_on_to_the_same_bytes(order: Order) -> None:
    """GPT-2 has dropout: what chance decides must come again as well."""
    train(order("whole", family="gpt2", n_epochs=2))
    n_asked = iter(range(1000))
    training = order("parts", family="gpt2", n_epochs=2)

    ends = [train(training, should_pause=lambda: next(n_asked) % 3 == 2).end for _ in range(3)]
    last = train(training)

    assert ends == [End.PAUSED] * 3
    assert last.end is End.DONE
    assert (training.out / WEIGHTS).read_bytes() == (order("whole").out / WEIGHTS).read_bytes()
    assert _course(training.out) == _course(order("whole").out)


def _course(out: Path) -> list[tuple[object, ...]]:
    lines = read_metrics(out / "metrics.jsonl")
    return [
        (line["kind"], line["step"], line.get("loss"), line.get("eval_loss"))
        for line in lines
        if line["kind"] in ("step", "eval")
    ]


@pytest.mark.parametrize("checkpoint_every", [None, 0])
def test_early_stopping_keeps_the_weights_with_the_lowest_held_out_loss(
    order: Order, tmp_path: Path, checkpoint_every: int | None
) -> None:
    # The held-out rows contradict those that are learnt, so that more learning makes them worse.
    contrary = [{**row, "completion": "zzzz qqqq"} for row in rows(4, split="validation")]
    data = write_rows(tmp_path / "contrary.jsonl", [*rows(24), *contrary])

    settings = {"n_epochs": 30, "learning_rate": 1e-2, "patience": 2, "eval_every": 1}
    outcome = train(order(data=data, checkpoint_every=checkpoint_every, **settings))

    lines = read_metrics(order().out / "metrics.jsonl")
    losses = {line["step"]: line["eval_loss"] for line in lines if line["kind"] == "eval"}
    best = min(losses, key=lambda step: losses[step])
    assert outcome.end is End.EARLY
    assert outcome.n_steps == best + 2
    assert outcome.best_loss == losses[best]
    # What was written is the best one, but for its rounding to bfloat16, and not the last.
    assert _held_out_loss(order(data=data)) == pytest.approx(losses[best], rel=1e-2)
    assert losses[max(losses)] > losses[best] * 1.02


def _held_out_loss(training: Training) -> float:
    trainee = make_trainee(open_checkpoint(training.out), training.config, device="cpu")
    examples = [one for one in read_examples(training.dataset) if one.split == "validation"]
    held_out, _ = encode(examples, codec=trainee.codec, chat=None, end=trainee.end, context_length=2048)
    learner = Learner(trainee, held_out, training.config)
    return learner.evaluate(held_out, [tuple(range(len(held_out)))], step=0)


def test_a_loss_that_is_no_number_names_step_and_example_and_leaves_no_result(tmp_path: Path, order: Order) -> None:
    training = _with_a_broken_byte(tmp_path, order, "train", batch_tokens=10_000)

    with pytest.raises(
        TrainingFailed, match=r"step 1: the loss is no number .* on the examples the odd one \(line 7\)\."
    ):
        train(training)

    assert not training.out.exists()


@pytest.mark.parametrize("patience", [0, 1])
def test_a_held_out_loss_that_is_no_number_is_no_best_one(tmp_path: Path, order: Order, patience: int) -> None:
    training = _with_a_broken_byte(tmp_path, order, "validation", eval_every=1, patience=patience)

    with pytest.raises(
        TrainingFailed, match=r"step 1: the loss is no number .* on the held-out examples the odd one \(line 7\)\."
    ):
        train(training)

    assert not training.out.exists()
    assert [line["kind"] for line in read_metrics(training.work / "metrics.jsonl")] == ["start", "step"]


def _with_a_broken_byte(tmp_path: Path, order: Order, split: str, **settings: object) -> Training:
    """Return a training whose base has NaN for the token of one byte, that only one example has."""
    base = tmp_path / "broken"
    build_tiny(base, DEMO_SQL[:3], hidden=32, vocabulary=400)
    weights = load_file(base / WEIGHTS)
    number = json.loads((base / "tokenizer.json").read_text())["model"]["vocab"]["Þ"]
    weights["model.embed_tokens.weight"][number] = float("nan")
    save_file(weights, base / WEIGHTS, metadata={"format": "pt"})
    odd: dict[str, object] = {"id": "the odd one", "split": split, "prompt": "a \u07be", "completion": "b"}
    training = order(data=write_rows(tmp_path / "d.jsonl", [*rows(6), odd]), **settings)
    return replace(training, source=Source("broken", directory=base))


def test_examples_longer_than_the_context_are_listed_and_left_out_or_refused(order: Order, tmp_path: Path) -> None:
    long: dict[str, object] = {"id": "long", "prompt": "word " * 300, "completion": "c"}
    data = write_rows(tmp_path / "d.jsonl", [*rows(8), long])
    training = order(data=data, max_steps=1, context_length=200)

    with pytest.raises(
        TrainingRefused, match=r"1 examples are longer than the context of 200 tokens, in the lines 9 \("
    ):
        train(order(data=data, max_steps=1, context_length=200, strict=True))
    outcome = train(training)

    assert outcome.n_skipped == 1
    skipped = json.loads((training.out / "skipped.jsonl").read_text())
    assert (skipped["line"], skipped["id"]) == (9, "long")
    start = read_metrics(training.out / "metrics.jsonl")[0]
    assert (start["n_train"], start["n_too_long"], start["too_long_lines"]) == (8, 1, [9])


def test_nothing_is_trained_where_every_example_is_too_long(order: Order) -> None:
    with pytest.raises(TrainingRefused, match="longer than the context of 8 tokens"):
        train(order(context_length=8))


def test_another_configuration_does_not_go_on_with_anothers_checkpoint(order: Order) -> None:
    asked = iter((False, False, True))
    train(order(), should_pause=lambda: next(asked))

    with pytest.raises(TrainingRefused, match="with another base, other data or another configuration"):
        train(order(seed=9))


def test_an_existing_folder_is_not_written_over(order: Order) -> None:
    order().out.mkdir()

    with pytest.raises(TrainingRefused, match="exists already"):
        train(order())


def test_prompts_that_no_template_makes_of_their_tables_are_refused_by_line(order: Order, tmp_path: Path) -> None:
    table = {"name": "t", "dialect": "", "columns": [{"name": "a", "type": "int"}]}
    record = table_from_json(json.dumps(table))
    prompt = SHORT.messages(record, record.columns)[0].content
    good: dict[str, object] = {"table": table, "prompt": prompt, "completion": "c"}
    data = write_rows(tmp_path / "d.jsonl", [good, {**good, "prompt": prompt + " "}, good])

    with pytest.raises(TrainingRefused, match=r"1 prompts differ .* 'short' .*: lines 2\."):
        train(order(data=data))
    train(order(data=write_rows(tmp_path / "e.jsonl", [good] * 3), max_steps=1))

    manifest = read_manifest(order().out)
    assert manifest is not None
    assert manifest.origin["prompt_template"] == SHORT.digest
