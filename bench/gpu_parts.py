"""The parts of the GPU benchmark: each builds what it needs, measures, and returns plain numbers."""

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import torch
import transformers
from transformers import PreTrainedModel

from modelhub.engine.document import document_tables
from modelhub.engine.local.batch import Batch
from modelhub.engine.local.budget import is_out_of_memory
from modelhub.engine.local.loading import bytes_per_token, dtype_of
from modelhub.engine.local.model import LocalModel
from modelhub.engine.local.random_weights import random_model
from modelhub.engine.local.sampling import choose
from modelhub.engine.presets import Preset
from modelhub.engine.prompts import LONG
from modelhub.engine.records import ColumnRecord, TableRecord
from modelhub.engine.text_model import GenerationConfig, Sampling
from modelhub.engine.tiny import train_tokenizer

# Bytes per second as the makers publish them; what a copy reaches is measured.
PUBLISHED = {"H100 80GB HBM3": 3.35e12, "H200": 4.8e12, "A100-SXM4-80GB": 2.04e12, "A10G": 6.0e11}
# Mean context of a step while decoding: the prompt and half of the new tokens.
PROMPT, NEW = 436, 128
WARM_UP = 4
Found = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it runs, and whether only to see that it does."""

    name: str
    is_small: bool

    @property
    def device(self) -> torch.device:
        """Return PyTorch's name for it."""
        return torch.device(self.name)

    @property
    def sizes(self) -> tuple[int, int]:
        """Return the tokens of a prompt, and the new ones."""
        return (12, 6) if self.is_small else (PROMPT, NEW)

    def wait(self) -> None:
        """Wait until everything that was asked of the device is done."""
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)

    def peak_gb(self) -> float:
        """Return the most memory that was in use since the last call, in 10⁹ bytes."""
        if self.device.type != "cuda":
            return 0.0
        peak = torch.cuda.max_memory_allocated(self.device) / 1e9
        torch.cuda.reset_peak_memory_stats(self.device)
        return round(peak, 2)


def about(machine: Machine) -> dict[str, str]:
    """Return what the numbers depend on."""
    is_gpu = machine.device.type == "cuda"
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "device": torch.cuda.get_device_name(machine.device) if is_gpu else f"check on {platform.machine()}",
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "python": platform.python_version(),
    }


def bandwidth(machine: Machine) -> Found:
    """Measure a copy from memory to memory, bytes read and written; the floor of everything that follows."""
    return {"copy_tb_per_s": round(_bandwidth(machine) / 1e12, 3), "published_tb_per_s": _published(machine) / 1e12}


def speeds(machine: Machine, preset: Preset, batches: Sequence[int]) -> Found:
    """Measure decoding at each batch size: tokens/s, their share of what the memory's bandwidth allows, peak memory."""
    model, limit = _model(machine, preset), _published(machine) or _bandwidth(machine)
    return {f"batch {n_rows}": _decoding(machine, model, n_rows, limit) for n_rows in batches}


def profile(machine: Machine, preset: Preset) -> Found:
    """Say where the time of a step goes: the kernels that take most of it, and how long they leave the device idle."""
    n_rows, model = 3 if machine.is_small else 128, _model(machine, preset)
    batch, tokens = _joined(machine, model, n_rows)
    kinds = [torch.profiler.ProfilerActivity.CPU]
    if machine.device.type == "cuda":
        kinds.append(torch.profiler.ProfilerActivity.CUDA)
    started = time.monotonic()
    with torch.profiler.profile(activities=kinds) as profiler:
        for _ in range(WARM_UP):
            tokens = _step(batch, tokens)
        machine.wait()
    step_ms = 1000 * (time.monotonic() - started) / WARM_UP
    events = sorted(profiler.key_averages(), key=_busy_us, reverse=True)
    busy_ms = sum(map(_busy_us, events)) / 1000 / WARM_UP
    top = {event.key[:80]: round(_busy_us(event) / 1000 / WARM_UP, 3) for event in events[:12]}
    return {"step_ms_with_profiler": round(step_ms, 2), "busy_ms": round(busy_ms, 2), "kernels_ms_per_step": top}


def peer(machine: Machine, preset: Preset) -> Found:
    """Measure transformers' own generate on the same prompts: one batch, padded on the left, greedy."""
    n_rows, model = 3 if machine.is_small else 128, _model(machine, preset)
    n_prompt, n_new = machine.sizes
    ids = torch.tensor(_prompts(model, n_rows, n_prompt), device=machine.device)
    generate: Callable[..., torch.Tensor] = model.generate  # type: ignore[assignment]

    def run(n_tokens: int) -> float:
        machine.wait()
        started = time.monotonic()
        generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=n_tokens, min_new_tokens=n_tokens, do_sample=False,
            use_cache=True, eos_token_id=None, pad_token_id=0,
        )  # fmt: skip
        machine.wait()
        return time.monotonic() - started

    run(2)
    # The first token comes with reading the prompts.
    reading, all_of_it = run(1), run(n_new)
    return {
        "decode_tokens_per_s": round(n_rows * (n_new - 1) / max(all_of_it - reading, 1e-9)),
        "tokens_per_s": round(n_rows * n_new / all_of_it),
        "peak_gb": machine.peak_gb(),
    }


def end_to_end(machine: Machine, preset: Preset) -> Found:
    """Document tables of twelve columns with forced objects: everything from prompt to checked documentation."""
    n_tables = 4 if machine.is_small else 384
    tokenizer = train_tokenizer([LONG.user], 300)
    local = LocalModel(_model(machine, preset), tokenizer, context_length=preset.context_length)
    tables = [_table(number) for number in range(n_tables)]
    # Random weights end no text: about as long as good ones are.
    config = GenerationConfig(max_new_tokens=380, n_retries=0, context_length=preset.context_length)
    started = time.monotonic()
    results = [result for _, result in document_tables(local, enumerate(tables), template=LONG, config=config)]
    seconds = time.monotonic() - started
    return {
        "tables_per_s": round(len(results) / seconds, 2),
        "tokens_out_per_s": round(sum(result.n_tokens_out for result in results) / seconds),
        "tokens_in_per_s": round(sum(result.n_tokens_in for result in results) / seconds),
        "batching": local.batching.name,
        "batches_halved": local.budget.n_halved,
        "peak_gb": machine.peak_gb(),
    }


def fits_in(machine: Machine, preset: Preset, n_bytes: int) -> Found:
    """Find the largest batch of 564 tokens per table on a card of so many bytes, and its speed."""
    if machine.device.type == "cuda":
        total = torch.cuda.get_device_properties(machine.device).total_memory
        torch.cuda.set_per_process_memory_fraction(min(n_bytes / total, 1.0), machine.device)
    try:
        model = _model(machine, preset)
        largest, fails = 0, 5 if machine.is_small else 257
        while fails - largest > 1:
            middle = (largest + fails) // 2
            if _fits(machine, model, middle):
                largest = middle
            else:
                fails = middle
        speed = _decoding(machine, model, largest, _published(machine) or _bandwidth(machine)) if largest else {}
        return {"largest_batch": largest, **speed}
    finally:
        if machine.device.type == "cuda":
            torch.cuda.set_per_process_memory_fraction(1.0, machine.device)


def generates(machine: Machine, preset: Preset) -> Found:
    """See that a shape loads and generates, with its speed at batch 8."""
    model = _model(machine, preset)
    return _decoding(machine, model, 2 if machine.is_small else 8, _published(machine) or _bandwidth(machine))


def _model(machine: Machine, preset: Preset) -> PreTrainedModel:
    return random_model(preset, device=machine.device, dtype=dtype_of(machine.device))


def _decoding(machine: Machine, model: PreTrainedModel, n_rows: int, bytes_per_s: float) -> dict[str, object]:
    machine.peak_gb()
    machine.wait()
    started = time.monotonic()
    try:
        batch, tokens = _joined(machine, model, n_rows)
        machine.wait()
        reading = time.monotonic() - started
        seconds, context = _steps(machine, batch, tokens)
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        return {"out_of_memory": True}
    n_new = machine.sizes[1]
    weights = sum(parameter.numel() * parameter.itemsize for parameter in model.parameters())
    least = (weights + n_rows * context * bytes_per_token(model)) / bytes_per_s
    return {
        "decode_tokens_per_s": round(n_rows * n_new / seconds),
        "share_of_limit": round(least * n_new / seconds, 3),
        "step_ms": round(1000 * seconds / n_new, 2),
        "limit_ms": round(1000 * least, 2),
        "prompt_tokens_per_s": round(n_rows * machine.sizes[0] / reading),
        "peak_gb": machine.peak_gb(),
    }


def _joined(machine: Machine, model: PreTrainedModel, n_rows: int) -> tuple[Batch, list[int]]:
    n_prompt, n_new = machine.sizes
    batch = Batch(model, pad=0)
    batch.reserve(n_rows, n_prompt + n_new + WARM_UP)
    tokens: list[int] = []
    prompts = _prompts(model, n_rows, n_prompt)
    step = max(1, 16_384 // n_prompt)
    for start in range(0, n_rows, step):
        tokens += choose(batch.join(prompts[start : start + step]), Sampling(), [])
    for _ in range(0 if machine.is_small else WARM_UP):
        tokens = _step(batch, tokens)
    return batch, tokens


def _steps(machine: Machine, batch: Batch, tokens: list[int]) -> tuple[float, float]:
    """Return the seconds that the steps took, and the mean context of a row."""
    machine.wait()
    first, started = batch.lengths[0], time.monotonic()
    for _ in range(machine.sizes[1]):
        tokens = _step(batch, tokens)
    machine.wait()
    return time.monotonic() - started, (first + batch.lengths[0]) / 2


def _step(batch: Batch, tokens: list[int]) -> list[int]:
    return choose(batch.step(tokens), Sampling(), [])


def _fits(machine: Machine, model: PreTrainedModel, n_rows: int) -> bool:
    try:
        batch, tokens = _joined(machine, model, n_rows)
        _step(batch, tokens)
        return True
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
    torch.cuda.empty_cache()
    return False


def _prompts(model: PreTrainedModel, n_rows: int, n_tokens: int) -> list[list[int]]:
    chance = Random(n_rows)
    return [chance.choices(range(10, int(model.config.vocab_size)), k=n_tokens) for _ in range(n_rows)]


def _table(number: int) -> TableRecord:
    columns = tuple(ColumnRecord(f"measure_{place}_km", "numeric(10, 2)", nullable=False) for place in range(11))
    return TableRecord(f"fleet.trips_{number}", "postgres", (ColumnRecord("trip_id", "bigint", key="PK"), *columns))


def _bandwidth(machine: Machine) -> float:
    n_bytes, n_rounds = (10**6, 2) if machine.is_small else (4 * 10**9, 10)
    source = torch.randint(0, 255, (n_bytes,), dtype=torch.uint8, device=machine.device)
    target = torch.empty_like(source)
    target.copy_(source)
    machine.wait()
    started = time.monotonic()
    for _ in range(n_rounds):
        target.copy_(source)
    machine.wait()
    return 2 * n_bytes * n_rounds / (time.monotonic() - started)


def _published(machine: Machine) -> float:
    if machine.device.type != "cuda":
        return 0.0
    name = torch.cuda.get_device_name(machine.device)
    return next((speed for part, speed in PUBLISHED.items() if part in name), 0.0)


def _busy_us(event: object) -> float:
    on_device = float(getattr(event, "self_device_time_total", 0) or 0)
    return on_device or (0.0 if torch.cuda.is_available() else float(getattr(event, "self_cpu_time_total", 0)))
