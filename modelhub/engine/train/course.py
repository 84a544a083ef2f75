"""The course of a training: which step comes when, when it is evaluated and kept, and when it ends."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import torch

from modelhub.engine.train.batches import Step, bucket, plan_epoch
from modelhub.engine.train.checkpoints import Kept, Place, last_checkpoint, save_checkpoint
from modelhub.engine.train.config import TrainingConfig
from modelhub.engine.train.encoding import Row, lengths
from modelhub.engine.train.learning import Learner
from modelhub.engine.train.metrics import Metrics
from modelhub.engine.train.optimiser import moments, restore_moments
from modelhub.engine.train.schedule import learning_rate
from modelhub.engine.train.trainee import Trainee

N_EVALUATIONS = 10


class End(StrEnum):
    """Why a course is over; a paused one goes on from its last checkpoint."""

    DONE = "done"
    EARLY = "early"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps of all epochs in their order."""

    steps: tuple[Step, ...]
    # Numbers of the epochs' last steps.
    epoch_ends: tuple[int, ...]

    def epoch_of(self, number: int) -> int:
        """Return the epoch of step 1 …, counted from 1."""
        return 1 + sum(end < number for end in self.epoch_ends)


def make_plan(rows: Sequence[Row], config: TrainingConfig) -> Plan:
    """Return the steps by seed and configuration alone."""
    steps: list[Step] = []
    ends: list[int] = []
    for epoch in range(config.n_epochs):
        steps += plan_epoch(
            lengths(rows),
            micro_batch_tokens=config.micro_batch_tokens,
            batch_tokens=config.batch_tokens,
            seed=config.seed,
            epoch=epoch,
        )
        ends.append(len(steps))
        if config.max_steps and len(steps) >= config.max_steps:
            break
    return Plan(tuple(steps[: config.max_steps]), tuple(ends))


class Course:
    """A learner going through a plan, with its checkpoints under `work`."""

    def __init__(
        self,
        trainee: Trainee,
        rows: Sequence[Row],
        held_out: Sequence[Row],
        config: TrainingConfig,
        *,
        work: Path,
        training: str,
        metrics: Metrics,
    ) -> None:
        self._trainee, self._held_out, self._config, self._work, self._metrics = (
            trainee,
            held_out,
            config,
            work,
            metrics,
        )
        self.plan = make_plan(rows, config)
        self.learner = Learner(trainee, rows, config)
        self._held_out_batches = list(bucket(range(len(held_out)), lengths(held_out), config.micro_batch_tokens))
        self.place = Place(0, training)
        self._kept: Kept | None = None
        tenth = max(1, len(self.plan.steps) // N_EVALUATIONS)
        self._eval_every = tenth if config.eval_every is None else config.eval_every
        self._keep_every = tenth if config.checkpoint_every is None else config.checkpoint_every

    def resume(self) -> None:
        """Go back to the last whole checkpoint, if there is one. Raises TrainingRefused when it is another training's."""
        self._kept = last_checkpoint(self._work, training=self.place.training)
        if self._kept is not None:
            self.place = self._kept.place
            self._load(self._kept.weights())
            restore_moments(
                self.learner.optimiser, self._trainee.learnt(), self._kept.moments(), n_steps=self.place.step
            )
        self._metrics.rewind(self.place.step)

    def run(self, *, should_pause: Callable[[], bool] = lambda: False) -> End:
        """Go on to the end, or until asked to pause between two steps. Raises TrainingFailed."""
        for number in range(self.place.step + 1, len(self.plan.steps) + 1):
            if self._is_over():
                return End.EARLY
            if should_pause():
                self._keep()
                return End.PAUSED
            self._step(number)
        return End.DONE

    def take_best(self) -> None:
        """Put the weights in place that had the lowest loss on held-out examples, where they were kept."""
        best = self._kept.best() if self._kept is not None else None
        if best is not None and self.place.best_step != self.place.step:
            self._load(best)

    def _step(self, number: int) -> None:
        begin = time.monotonic()
        rate = learning_rate(number, len(self.plan.steps), self._config)
        learnt = self.learner.step(number, self.plan.steps[number - 1], rate)
        seconds = time.monotonic() - begin
        self.place = replace(self.place, step=number, n_tokens=self.place.n_tokens + learnt.n_tokens)
        self._spent(seconds)
        self._metrics.say(
            "step",
            step=number,
            n_steps=len(self.plan.steps),
            epoch=self.plan.epoch_of(number),
            n_tokens=self.place.n_tokens,
            loss=learnt.loss,
            gradient_norm=learnt.gradient_norm,
            learning_rate=rate,
            tokens_per_s=round(learnt.n_tokens / max(seconds, 1e-9), 1),
            elapsed_s=round(self.place.elapsed_s, 3),
        )
        self._look_back(number)

    def _look_back(self, number: int) -> None:
        is_last = number == len(self.plan.steps)
        better = False
        if self._held_out and self._eval_every and (number % self._eval_every == 0 or is_last):
            better = self._evaluate(number)
        # The best weights are kept whatever is said of checkpoints: the result is made of them.
        if better or (self._keep_every and (number % self._keep_every == 0 or is_last)):
            self._keep()

    def _evaluate(self, number: int) -> bool:
        """Measure the loss on held-out examples; return whether it is the lowest yet. Raises TrainingFailed."""
        begin = time.monotonic()
        loss = self.learner.evaluate(self._held_out, self._held_out_batches, step=number)
        self._spent(time.monotonic() - begin)
        is_better = self.place.best_loss is None or loss < self.place.best_loss
        if is_better:
            self.place = replace(self.place, best_loss=loss, best_step=number, n_worse=0)
        else:
            self.place = replace(self.place, n_worse=self.place.n_worse + 1)
        self._metrics.say(
            "eval", step=number, n_tokens=self.place.n_tokens, eval_loss=loss, elapsed_s=round(self.place.elapsed_s, 3)
        )
        return is_better

    def _keep(self) -> None:
        if self.place.step == 0 or (self._kept is not None and self._kept.place.step == self.place.step):
            return
        begin = time.monotonic()
        weights = dict(self._trainee.learnt())
        state = moments(self.learner.optimiser, self._trainee.learnt())
        self._kept = save_checkpoint(self._work, self.place, weights=weights, moments=state, last=self._kept)
        self._spent(time.monotonic() - begin)

    def _is_over(self) -> bool:
        return 0 < self._config.patience <= self.place.n_worse

    def _spent(self, seconds: float) -> None:
        self.place = replace(self.place, elapsed_s=self.place.elapsed_s + seconds)

    @torch.no_grad()
    def _load(self, weights: dict[str, torch.Tensor]) -> None:
        for name, parameter in self._trainee.learnt():
            parameter.copy_(weights[name])


def paddings(plan: Plan, rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield (own tokens, tokens with padding) of every micro-batch."""
    for step in plan.steps:
        for batch in step:
            sizes = [len(rows[one]) for one in batch]
            yield sum(sizes), max(sizes) * len(sizes)
