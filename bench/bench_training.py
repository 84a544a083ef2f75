"""Training a small model on this machine's CPU, beside a bare PyTorch loop: python -m bench.bench_training [--check]."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median

import torch
from transformers import LlamaForCausalLM, PreTrainedModel

from bench.keeping import Figure, keep
from bench.teacher_examples import teacher_examples, texts_of
from bench.training_rows import N_EXAMPLES
from modelhub.engine.checkpoints import Checkpoint, open_checkpoint
from modelhub.engine.train.batches import MicroBatch, n_padded
from modelhub.engine.train.config import TrainingConfig
from modelhub.engine.train.course import make_plan
from modelhub.engine.train.encoding import Row, encode, lengths
from modelhub.engine.train.examples import TrainingExample
from modelhub.engine.train.learning import Learner
from modelhub.engine.train.new_model import NewModel, make_new_model
from modelhub.engine.train.trainee import make_trainee

IGNORED = -100
# Naive padding: so many rows as they come, padded to their longest.
NAIVE_ROWS = 16
MICRO_BATCH = 8_192
# Longer than the longest example.
CONTEXT = 8_192
Work = Callable[[], int]


def main() -> None:
    """Measure everything and keep it; --check does it in small and keeps nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="a tiny model and few steps, and no line in results/")
    is_small = parser.parse_args().check
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        examples = teacher_examples(folder, 40 if is_small else N_EXAMPLES)
        shape = NewModel(64, 2, 400, context_length=CONTEXT) if is_small else NewModel(context_length=CONTEXT)
        make_new_model(folder / "base", shape, texts_of(examples))
        checkpoint = open_checkpoint(folder / "base")
        ours = _Ours(checkpoint, "fp32", examples)
        figures = [*_speeds(checkpoint, ours, n_steps=2 if is_small else 3, n_rounds=1 if is_small else 3)]
        figures += _padding(ours.rows, ours.batches)
    if is_small:
        print(*figures, sep="\n")
    else:
        keep("training", figures)


def _speeds(checkpoint: Checkpoint, ours: "_Ours", *, n_steps: int, n_rounds: int) -> Iterator[Figure]:
    """Compare samples of batches in turns, so that what else the machine does hits all of them."""
    # The first of a shuffled order, as single steps: both loops update as often.
    bucketed, naive = ours.batches[:n_steps], _naive(ours.rows)[:n_steps]
    bare, rough = _Bare(checkpoint, ours.rows), _Ours(checkpoint, "bf16", ours.examples)
    ways: dict[str, Work] = {
        "ours": lambda: ours.learn(bucketed),
        "bare": lambda: bare.learn(bucketed),
        "naive": lambda: bare.learn(naive),
        "ours naive": lambda: ours.learn(naive),
        "ours bf16": lambda: rough.learn(bucketed),
    }
    speeds = [{name: _per_second(work) for name, work in ways.items()} for _ in range(n_rounds)]
    of = {name: median(one[name] for one in speeds) for name in ways}
    n_millions = checkpoint.n_parameters / 1e6
    yield Figure(f"Tokens per second, {n_millions:.1f} M parameters, float32", of["ours"], "/s")
    yield Figure("the same, bfloat16 with float32 masters", of["ours bf16"], "/s")
    yield Figure("a bare PyTorch loop, same model and batches, float32", of["bare"], "/s")
    share = median(100 * one["ours"] / one["bare"] for one in speeds)
    yield Figure("ours over the bare loop", share, "%", 90, at_least=True)
    gain = median(one["ours"] / one["ours naive"] for one in speeds)
    yield Figure("ours over ours with naive padding, measured", gain, "times", 1.5, at_least=True)
    gain = median(one["ours"] / one["naive"] for one in speeds)
    yield Figure("ours over a bare loop with naive padding, measured", gain, "times", 1.5, at_least=True)


def _padding(rows: Sequence[Row], batches: Sequence[MicroBatch]) -> Iterator[Figure]:
    """Count over all rows of an epoch."""
    sizes = lengths(rows)
    own = sum(sizes)
    ours = sum(n_padded(batch, sizes) for batch in batches)
    naive = sum(n_padded(batch, sizes) for batch in _naive(rows))
    yield Figure(f"real tokens among those computed, {len(rows):,} rows", 100 * own / ours, "%")
    yield Figure("the same with naive padding", 100 * own / naive, "%")
    yield Figure("tokens computed by naive padding over ours", naive / ours, "times", 1.5, at_least=True)


class _Ours:
    """The engine's learner, its rows, and the micro-batches of its epoch."""

    def __init__(self, checkpoint: Checkpoint, compute: str, examples: Sequence[TrainingExample]) -> None:
        config = TrainingConfig(
            method="full", compute=compute, n_epochs=1, micro_batch_tokens=MICRO_BATCH, batch_tokens=MICRO_BATCH
        )
        trainee = make_trainee(checkpoint, config, device="cpu")
        self.examples = examples
        self.rows, too_long = encode(
            examples, codec=trainee.codec, chat=trainee.chat, end=trainee.end, context_length=CONTEXT
        )
        assert not too_long, "every example counts"
        self.batches = [batch for step in make_plan(self.rows, config).steps for batch in step]
        self._learner = Learner(trainee, self.rows, config)

    def learn(self, batches: Sequence[MicroBatch]) -> int:
        """Do one step per batch and return their rows' own tokens."""
        return sum(self._learner.step(number, (batch,), 1e-4).n_tokens for number, batch in enumerate(batches, start=1))


class _Bare:
    """What one writes in ten lines: transformers' own loss, padding on the right with a mask, AdamW."""

    def __init__(self, checkpoint: Checkpoint, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._model: PreTrainedModel = LlamaForCausalLM.from_pretrained(checkpoint.directory, dtype=torch.float32)
        self._model.train()
        self._optimiser = torch.optim.AdamW(self._model.parameters(), lr=1e-4)

    def learn(self, batches: Sequence[MicroBatch]) -> int:
        """Do one step per batch and return their rows' own tokens."""
        return sum(self._step([self._rows[number] for number in batch]) for batch in batches)

    def _step(self, rows: Sequence[Row]) -> int:
        longest = max(map(len, rows))
        ids = torch.tensor([[*row.ids, *[0] * (longest - len(row))] for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        labels = ids.masked_fill(mask == 0, IGNORED)
        for number, row in enumerate(rows):
            labels[number, : row.n_prompt] = IGNORED
        self._model(input_ids=ids, attention_mask=mask, labels=labels).loss.backward()
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad()
        return sum(map(len, rows))


def _naive(rows: Sequence[Row]) -> list[MicroBatch]:
    order = list(range(len(rows)))
    Random(0).shuffle(order)
    return [tuple(order[start : start + NAIVE_ROWS]) for start in range(0, len(order), NAIVE_ROWS)]


def _per_second(work: Work) -> float:
    started = time.perf_counter()
    n_tokens = work()
    return n_tokens / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
