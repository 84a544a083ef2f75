"""One training from its files to its result: read, encode, learn, write, describe. The same again goes on where it was."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch

from modelhub.engine.checkpoints.checkpoint import file_digest
from modelhub.engine.lineage.manifest import write_manifest
from modelhub.engine.local.loading import free_memory
from modelhub.engine.train.atomic import remove_unfinished, whole_folder
from modelhub.engine.train.config import TrainingConfig
from modelhub.engine.train.course import Course, End
from modelhub.engine.train.encoding import Row, TooLong, encode
from modelhub.engine.train.examples import TRAIN, VALIDATION, TrainingExample, read_examples
from modelhub.engine.train.metrics import Listen, Metrics
from modelhub.engine.train.refusal import TrainingFailed, TrainingRefused
from modelhub.engine.train.source import Source, base_card
from modelhub.engine.train.template_of import template_of
from modelhub.engine.train.trainee import Trainee, make_trainee

METRICS, CONFIG, SKIPPED = "metrics.jsonl", "training_config.json", "skipped.jsonl"
# Lines that are named in a refusal.
N_NAMED = 20


@dataclass(frozen=True, slots=True)
class Training:
    """What is asked for: `out` is the result's folder, `work` keeps checkpoints until it is there."""

    source: Source
    dataset: Path
    out: Path
    work: Path
    config: TrainingConfig
    device: str = "auto"
    # Refuse examples that don't fit the context instead of leaving them out.
    strict: bool = False
    # A filter report beside the data, whose digest goes into the manifest.
    filter_report: Path | None = None
    # What else the result's manifest should say, such as the dataset's digest in the hub.
    notes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a training ended; a paused one has no result yet."""

    end: End
    out: Path | None
    n_steps: int
    n_tokens: int
    elapsed_s: float
    best_loss: float | None
    n_skipped: int


def train(
    training: Training, *, listen: Listen | None = None, should_pause: Callable[[], bool] = lambda: False
) -> Outcome:
    """Train, or go on with a training that was stopped in whatever way.

    Raises TrainingRefused for what can't be trained on, CheckpointRefused and ModelGone for a base that can't be used,
    TrainingFailed when it can't go on.
    """
    _check_place(training)
    remove_unfinished(training.out.parent, of=training.out.name)
    try:
        with _repeatable(training.config.seed):
            return _train(training, listen, should_pause)
    except OSError as error:
        raise TrainingFailed(
            f"{training.work} can't be written to ({error}). Make room and give the same command again to go on."
        ) from error


def _train(training: Training, listen: Listen | None, should_pause: Callable[[], bool]) -> Outcome:
    examples = read_examples(training.dataset)
    template = template_of(examples)
    training.work.mkdir(parents=True, exist_ok=True)
    checkpoint = training.source.checkpoint(training.work, _texts(examples))
    start = checkpoint or training.source.preset
    assert start is not None, "a source is a checkpoint or a preset"
    trainee = make_trainee(start, training.config, device=training.device)
    rows, held_out, too_long = _encoded(examples, trainee, training)
    base = base_card(training.source, checkpoint)
    dataset = {"file": file_digest(training.dataset), "n_train": len(rows), "n_validation": len(held_out)}
    identity = hashlib.sha256(json.dumps([training.config.digest, base, dataset], sort_keys=True).encode()).hexdigest()
    metrics = Metrics(training.work / METRICS, listen)
    course = Course(
        trainee, rows, held_out, training.config, work=training.work / "checkpoints", training=identity, metrics=metrics
    )
    course.resume()
    metrics.say("start", step=course.place.step, **_about(course, trainee, rows, held_out, too_long))
    end = course.run(should_pause=should_pause)
    outcome = Outcome(
        end, training.out, course.place.step, course.place.n_tokens, course.place.elapsed_s, course.place.best_loss,
        len(too_long),
    )  # fmt: skip
    metrics.say("end", step=course.place.step, end=str(end), **_numbers(outcome))
    if end is End.PAUSED:
        return outcome
    course.take_best()
    card = {
        "base": {**base, **training.source.shape},
        "dataset": {**dataset, **_report(training)},
        "prompt_template": template,
        **training.notes,
    }
    _write(training, trainee, too_long, card)
    return outcome


def _check_place(training: Training) -> None:
    if training.out.exists():
        raise TrainingRefused(f"{training.out} exists already; name a folder that does not.")


def _encoded(
    examples: Sequence[TrainingExample], trainee: Trainee, training: Training
) -> tuple[list[Row], list[Row], list[TooLong]]:
    """Return rows to learn, held-out rows, and what is too long. Raises TrainingRefused."""
    found = [
        encode(
            [example for example in examples if example.split == split],
            codec=trainee.codec, chat=trainee.chat, end=trainee.end, context_length=trainee.context_length,
        )
        for split in (TRAIN, VALIDATION)
    ]  # fmt: skip
    (rows, long_rows), (held_out, long_held_out) = found
    too_long = [*long_rows, *long_held_out]
    if too_long and (training.strict or not rows):
        lines = ", ".join(f"{one.line} ({one.n_tokens} tokens)" for one in too_long[:N_NAMED])
        raise TrainingRefused(
            f"{training.dataset.name}: {len(too_long)} examples are longer than the context of "
            f"{trainee.context_length} tokens, in the lines {lines}. Shorten them or leave them out."
        )
    return rows, held_out, too_long


def _write(training: Training, trainee: Trainee, too_long: Sequence[TooLong], card: Mapping[str, object]) -> None:
    """Write the result, whole or not at all, and remove what was only needed on the way."""
    with whole_folder(training.out) as folder:
        trainee.save(folder, base=training.source.name)
        (folder / CONFIG).write_text(training.config.to_json() + "\n", encoding="utf-8")
        shutil.copyfile(training.work / METRICS, folder / METRICS)
        if too_long:
            lines = "".join(json.dumps(asdict(one)) + "\n" for one in too_long)
            (folder / SKIPPED).write_text(lines, encoding="utf-8")
        write_manifest(folder, card)
    shutil.rmtree(training.work, ignore_errors=True)


def _about(
    course: Course, trainee: Trainee, rows: Sequence[Row], held_out: Sequence[Row], too_long: Sequence[TooLong]
) -> dict[str, object]:
    return {
        "n_steps": len(course.plan.steps),
        "n_train": len(rows),
        "n_validation": len(held_out),
        "n_too_long": len(too_long),
        "too_long_lines": [one.line for one in too_long[:N_NAMED]],
        "n_learnt_parameters": sum(one.numel() for _, one in trainee.learnt()),
        "n_parameters": sum(one.numel() for one in trainee.model.parameters()),
        "compute": str(trainee.compute).removeprefix("torch."),
        "device": str(trainee.device),
        "free_gb": round(free_memory(trainee.model) / 1e9, 2),
    }


def _numbers(outcome: Outcome) -> dict[str, object]:
    return {"n_tokens": outcome.n_tokens, "elapsed_s": round(outcome.elapsed_s, 3), "best_loss": outcome.best_loss}


def _report(training: Training) -> dict[str, str | None]:
    report = training.filter_report
    return {"filter_report": file_digest(report) if report is not None and report.is_file() else None}


def _texts(examples: Sequence[TrainingExample]) -> list[str]:
    """Return what a tokenizer is trained on: only what is learnt from."""
    return [
        text
        for example in examples
        if example.split == TRAIN
        for text in (*(message.content for message in example.messages), example.completion)
    ]


@contextmanager
def _repeatable(seed: int) -> Iterator[None]:
    """Let the same steps give the same numbers on the same machine; slower kernels are for this training only."""
    torch.manual_seed(seed)
    if not torch.cuda.is_available():
        yield
        return
    # cuBLAS reads it when it is first used.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    # Every new tensor would be filled otherwise, which only hides mistakes that we don't make.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
    before = torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(mode=True, warn_only=True)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(mode=before)
