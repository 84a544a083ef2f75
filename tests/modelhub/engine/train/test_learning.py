"""Learning is what a bare PyTorch loop does: the same losses, gradients and weights, in every family."""

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

from modelhub.engine.checkpoints import open_checkpoint
from modelhub.engine.train.config import TrainingConfig, config_from
from modelhub.engine.train.course import make_plan
from modelhub.engine.train.encoding import Row, encode
from modelhub.engine.train.examples import read_examples
from modelhub.engine.train.learning import Learner
from modelhub.engine.train.optimiser import BETAS
from modelhub.engine.train.trainee import Trainee, make_trainee
from tests.modelhub.engine.train.conftest import FAMILIES, QUICK

N_STEPS = 4


def made(base: Path, dataset: Path, **settings: object) -> tuple[Trainee, list[Row], TrainingConfig]:
    config = config_from({**QUICK, **settings}, start=TrainingConfig())
    trainee = make_trainee(open_checkpoint(base), config, device="cpu")
    rows, _ = encode(
        read_examples(dataset), codec=trainee.codec, chat=trainee.chat, end=trainee.end, context_length=2048
    )
    without_dropout(trainee.model)
    return trainee, rows, config


def without_dropout(model: torch.nn.Module) -> None:
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0


def bare(base: Path, rows: list[Row], config: TrainingConfig) -> list[float]:
    """Train one row at a time, with transformers' own loss and a plain optimiser."""
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    without_dropout(model.train())
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.0, betas=BETAS, weight_decay=0.0, foreach=False)
    losses = []
    for step in make_plan(rows, config).steps[:N_STEPS]:
        mine = [rows[number] for batch in step for number in batch]
        n_learnt = sum(len(row.ids) - row.n_prompt for row in mine)
        total = 0.0
        for row in mine:
            ids = torch.tensor([row.ids])
            labels = ids.clone()
            labels[:, : row.n_prompt] = -100
            # Transformers' loss is the mean over the row's completion.
            loss = model(input_ids=ids, labels=labels).loss * (len(row.ids) - row.n_prompt) / n_learnt
            loss.backward()
            total += float(loss.detach())
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group in optimiser.param_groups:
            group["lr"] = 1e-3
        optimiser.step()
        optimiser.zero_grad()
        losses.append(total)
    return losses


@pytest.mark.parametrize("family", FAMILIES)
def test_losses_equal_a_bare_loops(bases: Path, dataset: Path, family: str) -> None:
    trainee, rows, config = made(bases / family, dataset)
    learner = Learner(trainee, rows, config)

    steps = make_plan(rows, config).steps[:N_STEPS]
    losses = [learner.step(number, step, 1e-3).loss for number, step in enumerate(steps, start=1)]

    assert learner.loss.is_selective
    assert max(len(step) for step in steps) > 1, "no step accumulates: the test would show nothing"
    assert losses == pytest.approx(bare(bases / family, rows, config), rel=2e-5)
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("family", FAMILIES)
def test_accumulated_gradients_equal_those_of_the_whole_batch(bases: Path, dataset: Path, family: str) -> None:
    trainee, rows, config = made(bases / family, dataset, max_gradient_norm=1e9)
    learner = Learner(trainee, rows, config)

    def gradients(step: tuple[tuple[int, ...], ...]) -> list[torch.Tensor]:
        n_learnt = sum(rows[number].n_completion for batch in step for number in batch)
        for batch in step:
            learner._backward(batch, n_learnt)
        found = [parameter.grad.clone() for _, parameter in trainee.learnt() if parameter.grad is not None]
        learner.optimiser.zero_grad()
        return found

    parts, whole = gradients(((0, 1, 2), (3,), (4, 5, 6, 7))), gradients((tuple(range(8)),))

    assert len(parts) == len(whole) > 0
    for one, other in zip(parts, whole, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("family", FAMILIES)
def test_adapters_learn_and_leave_the_base_as_it_is(bases: Path, dataset: Path, family: str) -> None:
    trainee, rows, config = made(bases / family, dataset, method="lora", learning_rate=1e-2)
    frozen = {name: one.detach().clone() for name, one in trainee.model.named_parameters() if not one.requires_grad}
    learner = Learner(trainee, rows, config)

    losses = [learner.step(number, (tuple(range(12)),), 1e-2).loss for number in range(1, 6)]

    assert losses[-1] < losses[0]
    assert all("lora_" in name for name, _ in trainee.learnt())
    for name, one in trainee.model.named_parameters():
        if name in frozen:
            assert torch.equal(one, frozen[name])


def test_loss_in_parts_equals_the_loss_at_once(bases: Path, dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trainee, rows, config = made(bases / "llama", dataset)
    learner = Learner(trainee, rows, config)
    at_once = learner.evaluate(rows, [(0, 1, 2, 3)], step=0)

    monkeypatch.setattr("modelhub.engine.train.loss.MAX_LOGITS", 400 * 7)

    assert learner.evaluate(rows, [(0, 1, 2, 3)], step=0) == pytest.approx(at_once, rel=1e-6)


def test_bfloat16_stays_near_float32_and_keeps_float32_masters(bases: Path, dataset: Path) -> None:
    exact, rows, config = made(bases / "llama", dataset)
    rough, _, rough_config = made(bases / "llama", dataset, compute="bf16")
    step = (tuple(range(8)),)

    right = Learner(exact, rows, config).step(1, step, 1e-3)
    near = Learner(rough, rows, rough_config).step(1, step, 1e-3)

    assert near.loss == pytest.approx(right.loss, rel=1e-2)
    assert near.loss != right.loss
    assert {one.dtype for _, one in rough.learnt()} == {torch.float32}


def test_activation_checkpointing_changes_no_loss(bases: Path, dataset: Path) -> None:
    plain, rows, config = made(bases / "llama", dataset)
    saving, _, other = made(bases / "llama", dataset, activation_checkpointing=True)
    step = (tuple(range(8)),)

    assert saving.model.is_gradient_checkpointing
    assert Learner(saving, rows, other).step(1, step, 1e-3) == Learner(plain, rows, config).step(1, step, 1e-3)
