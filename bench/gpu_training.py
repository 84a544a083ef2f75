"""The training parts of the GPU benchmark: random weights in exact shapes, rows as long as documented tables are."""

import time
from dataclasses import dataclass

import torch

from bench.gpu_parts import Found, Machine
from bench.training_rows import N_EXAMPLES, random_rows
from modelhub.engine.presets import Preset
from modelhub.engine.train.batches import Step
from modelhub.engine.train.config import TrainingConfig
from modelhub.engine.train.course import make_plan
from modelhub.engine.train.encoding import Row
from modelhub.engine.train.learning import Learner
from modelhub.engine.train.trainee import Trainee, make_trainee

# Dense bfloat16 products per second as the makers publish them.
PEAK_FLOPS = {"H100": 989e12, "H200": 989e12, "A100": 312e12, "A10G": 70e12, "L4": 121e12}
# The reference's examples took about so many tokens.
LENGTHS = (180, 260, 310, 360, 410, 450, 490, 540, 600, 680, 800, 920)
# Steps that are measured, behind two that warm up; the rest of the epochs is reckoned from them.
N_STEPS, WARM_UP = 12, 2
PUBLISHED_TOKENS_PER_S = 10_203


@dataclass(frozen=True, slots=True)
class Course:
    """What is trained, how far it counts, and what it may take."""

    method: str
    n_epochs: int
    limit_s: float
    micro_batch_tokens: int = 16_384
    # Of the card; None is all of it.
    n_bytes: int | None = None


LORA = Course("lora", 2, 300)
FULL = Course("full", 1, 360, micro_batch_tokens=8_192)
LORA_IN_24_GB = Course("lora", 2, 300, micro_batch_tokens=4_096, n_bytes=24 * 10**9)


def trains(machine: Machine, preset: Preset, course: Course) -> Found:
    """Measure steps of a training: tokens per second, share of the hardware's limit, memory, and what all epochs take."""
    _limit(machine, course.n_bytes)
    try:
        return _measured(machine, preset, course)
    finally:
        _limit(machine, None)


def _measured(machine: Machine, preset: Preset, course: Course) -> Found:
    config = TrainingConfig(
        method=course.method,
        n_epochs=course.n_epochs,
        compute="bf16",
        activation_checkpointing=True,
        micro_batch_tokens=64 if machine.is_small else course.micro_batch_tokens,
        batch_tokens=128 if machine.is_small else 16_384,
    )
    machine.peak_gb()
    trainee = make_trainee(preset, config, device=machine.name)
    rows = _rows(machine, trainee)
    plan = make_plan(rows, config)
    learner = Learner(trainee, rows, config)
    n_steps = 2 if machine.is_small else N_STEPS
    seconds, n_tokens = _timed(machine, learner, plan.steps[: n_steps + WARM_UP])
    tokens_per_s = n_tokens / seconds
    n_all = course.n_epochs * sum(map(len, rows))
    return {
        "tokens_per_s": round(tokens_per_s),
        "tokens_of_all_epochs": n_all,
        "seconds_of_all_epochs_reckoned": round(n_all / tokens_per_s, 1),
        "limit_s": course.limit_s,
        "over_published_mpt_7b_full": round(tokens_per_s / PUBLISHED_TOKENS_PER_S, 2),
        "mfu": _mfu(machine, trainee, tokens_per_s),
        "step_ms": round(1000 * seconds / n_steps, 1),
        "peak_gb": machine.peak_gb(),
        "learnt_parameters": sum(one.numel() for _, one in trainee.learnt()),
    }


def _timed(machine: Machine, learner: Learner, steps: tuple[Step, ...]) -> tuple[float, int]:
    """Return seconds and real tokens of all steps but those that warm up."""
    started, n_tokens = 0.0, 0
    for number, step in enumerate(steps, start=1):
        if number == WARM_UP + 1:
            machine.wait()
            started = time.monotonic()
        learnt = learner.step(number, step, 1e-5)
        n_tokens += learnt.n_tokens if number > WARM_UP else 0
    machine.wait()
    return time.monotonic() - started, n_tokens


def _rows(machine: Machine, trainee: Trainee) -> list[Row]:
    vocabulary = int(trainee.model.config.vocab_size)
    if machine.is_small:
        return random_rows(40, (12, 20, 30), vocabulary=vocabulary)
    return random_rows(N_EXAMPLES, LENGTHS, vocabulary=vocabulary)


def _mfu(machine: Machine, trainee: Trainee, tokens_per_s: float) -> float | None:
    """Return the share of the published peak that useful products take; what checkpointing computes again is none.

    Six operations per parameter and token where all are learnt, four where the base's gradients are not needed.
    """
    if machine.device.type != "cuda":
        return None
    name = torch.cuda.get_device_name(machine.device)
    peak = next((flops for part, flops in PEAK_FLOPS.items() if part in name), None)
    if peak is None:
        return None
    n_parameters = sum(one.numel() for one in trainee.model.parameters())
    per_token = (4 if trainee.adapted is not None else 6) * n_parameters
    return round(per_token * tokens_per_s / peak, 3)


def _limit(machine: Machine, n_bytes: int | None) -> None:
    if machine.device.type != "cuda":
        return
    total = torch.cuda.get_device_properties(machine.device).total_memory
    torch.cuda.set_per_process_memory_fraction(min((n_bytes or total) / total, 1.0), machine.device)
