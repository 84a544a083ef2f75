"""One step of learning: micro-batches forward and backward, the loss over all of their completion tokens, one update."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from modelhub.engine.local.budget import is_out_of_memory
from modelhub.engine.train.batches import MicroBatch, Step
from modelhub.engine.train.config import TrainingConfig
from modelhub.engine.train.encoding import Row
from modelhub.engine.train.loss import CompletionLoss, Inputs, inputs_of
from modelhub.engine.train.optimiser import make_optimiser, set_rate
from modelhub.engine.train.precision import autocast
from modelhub.engine.train.refusal import TrainingFailed
from modelhub.engine.train.trainee import Trainee

N_NAMED = 10
_REMEDY = "Look at these examples, lower the learning rate, or compute in fp32."


@dataclass(frozen=True, slots=True)
class Learnt:
    """What one step did; `loss` is the mean over its completion tokens."""

    loss: float
    gradient_norm: float
    n_tokens: int
    n_learnt: int


class Learner:
    """A trainee with its optimiser and its rows."""

    def __init__(self, trainee: Trainee, rows: Sequence[Row], config: TrainingConfig) -> None:
        self._trainee, self._rows, self._config = trainee, rows, config
        with autocast(trainee.device, trainee.compute):
            self.loss = CompletionLoss(trainee.model)
        self.optimiser = make_optimiser(trainee.learnt(), config)
        self._parameters = [parameter for _, parameter in trainee.learnt()]

    def step(self, number: int, batches: Step, rate: float) -> Learnt:
        """Learn from the rows of a step. Raises TrainingFailed before anything changes when the loss is no number."""
        # What chance decides in a step, such as dropout, hangs on its number alone: a resumed training repeats it.
        torch.manual_seed(self._config.seed * 1_000_003 + number)
        rows = [self._rows[one] for batch in batches for one in batch]
        n_learnt = sum(row.n_completion for row in rows)
        losses = torch.stack([self._backward(batch, n_learnt) for batch in batches])
        norm = torch.nn.utils.clip_grad_norm_(self._parameters, self._config.max_gradient_norm)
        # The only time in a step that the device is waited for.
        loss, gradient_norm = torch.stack([losses.sum(), norm.float()]).tolist()
        if not (math.isfinite(loss) and math.isfinite(gradient_norm)):
            raise TrainingFailed(self._told(number, batches, losses))
        set_rate(self.optimiser, rate)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return Learnt(loss, gradient_norm, sum(map(len, rows)), n_learnt)

    @torch.no_grad()
    def evaluate(self, rows: Sequence[Row], batches: Sequence[MicroBatch], *, step: int) -> float:
        """Return the mean loss over the completion tokens of rows that are not learnt from, behind a step.

        Raises TrainingFailed when it is no number: nothing could ever be better or worse than it.
        """
        model = self._trainee.model
        model.eval()
        losses = [float(self._sum(self._inputs([rows[one] for one in batch]))) for batch in batches]
        if not math.isfinite(sum(losses)):
            broken = [batch for batch, loss in zip(batches, losses, strict=True) if not math.isfinite(loss)]
            named = self._named([rows[one] for batch in broken for one in batch])
            raise TrainingFailed(
                f"step {step}: the loss is no number (NaN or infinite) on the held-out examples {named}. {_REMEDY}"
            )
        model.train()
        return sum(losses) / sum(row.n_completion for row in rows)

    def _backward(self, batch: MicroBatch, n_learnt: int) -> torch.Tensor:
        try:
            loss = self._sum(self._inputs([self._rows[one] for one in batch])) / n_learnt
            loss.backward()  # type: ignore[no-untyped-call]
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            raise TrainingFailed(_too_large(batch, [self._rows[one] for one in batch])) from error
        return loss.detach()

    def _sum(self, inputs: Inputs) -> torch.Tensor:
        with autocast(self._trainee.device, self._trainee.compute):
            return self.loss.sum_of(inputs)

    def _inputs(self, rows: Sequence[Row]) -> Inputs:
        return inputs_of(rows, pad=self._trainee.codec.pad, device=self._trainee.device)

    def _told(self, number: int, batches: Step, losses: torch.Tensor) -> str:
        """Say which examples it came from: those whose loss alone is no number, else all of the first such batch."""
        broken = [batch for batch, loss in zip(batches, losses.tolist(), strict=True) if not math.isfinite(loss)]
        rows = [self._rows[one] for batch in broken or batches for one in batch]
        what = "the loss is" if broken else "the gradient is"
        return (
            f"step {number}: {what} no number (NaN or infinite) on the examples {self._named(rows)}. "
            f"Nothing of this step was learnt. {_REMEDY}"
        )

    def _named(self, rows: Sequence[Row]) -> str:
        alone = [row for row in rows if not math.isfinite(self._loss_of(row))]
        return ", ".join(f"{row.id} (line {row.line})" for row in (alone or rows)[:N_NAMED])

    @torch.no_grad()
    def _loss_of(self, row: Row) -> float:
        return float(self._sum(self._inputs([row])))


def _too_large(batch: MicroBatch, rows: Sequence[Row]) -> str:
    longest = max(map(len, rows))
    return (
        f"memory ran out for {len(batch)} examples of up to {longest} tokens at once: lower micro_batch_tokens, use "
        "activation checkpointing, a shorter context_length, or a larger device."
    )
