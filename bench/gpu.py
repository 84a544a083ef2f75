"""Generation and training on a GPU in one call, under nine minutes: python -m bench.gpu [--check] [--only WORD] [--out FILE.jsonl].

Needs torch, transformers and what they need, and nothing else of this project's: no Django. Weights are random, in the exact
shapes of fixtures/models.yaml. --check runs every part in small on a CPU, and its numbers mean nothing.
"""

import argparse
import gc
import json
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch

from bench.gpu_parts import Machine, about, bandwidth, end_to_end, fits_in, generates, peer, profile, speeds
from bench.gpu_training import FULL, LORA, LORA_IN_24_GB, trains
from modelhub.engine.presets import Preset, presets

DEADLINE_S = 520
RESULTS = Path(__file__).resolve().parent / "results" / "gpu.jsonl"
BATCHES, FEW_BATCHES = (1, 32, 128, 256), (1, 3)
# The reference served its 7B model on cards of this size.
CARD_BYTES = 24 * 10**9
Part = Callable[[], Mapping[str, object]]
_SMALL = {
    "mpt": {"d_model": 64, "n_heads": 4, "n_layers": 2, "vocab_size": 512},
    "llama": {
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 4,
        "vocab_size": 512,
    },
}


def main() -> int:
    """Run every part; one that fails or comes too late is a line that says so. Returns 1 when any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="every part in small on a CPU; keeps nothing unless --out")
    parser.add_argument("--out", type=Path, help=f"where lines are added (default {RESULTS.name} in bench/results)")
    parser.add_argument("--deadline", type=float, default=DEADLINE_S, metavar="SECONDS")
    parser.add_argument("--only", default="", metavar="WORD", help="parts whose name has this word, such as training")
    options = parser.parse_args()
    if not options.check and not torch.cuda.is_available():
        sys.stderr.write("There is no GPU here; --check runs every part in small on a CPU.\n")
        return 2
    machine = Machine("cpu" if options.check else "cuda:0", is_small=options.check)
    out = options.out or (None if options.check else RESULTS)
    started, n_failed = time.monotonic(), 0
    run = about(machine)
    for name, part in _parts(machine):
        if options.only not in name:
            continue
        line = _run(name, part, time.monotonic() - started < options.deadline)
        n_failed += "error" in line
        _keep({**run, **line}, out)
    return int(n_failed > 0)


def _parts(machine: Machine) -> Iterator[tuple[str, Part]]:
    """Yield the parts, what matters most first."""
    shapes = {name: _shape(name, machine) for name in ("mpt-7b", "llama-2-7b", "llama-2-13b", "mpt-30b")}
    yield "bandwidth", partial(bandwidth, machine)
    for name in ("llama-2-7b", "mpt-7b"):
        yield f"decoding {name}", partial(speeds, machine, shapes[name], FEW_BATCHES if machine.is_small else BATCHES)
    yield "profile llama-2-7b at batch 128", partial(profile, machine, shapes["llama-2-7b"])
    yield "transformers' generate, llama-2-7b at batch 128", partial(peer, machine, shapes["llama-2-7b"])
    yield "tables end to end, forced, llama-2-7b", partial(end_to_end, machine, shapes["llama-2-7b"])
    for name in ("mpt-7b", "llama-2-7b"):
        yield f"largest batch of {name} in 24 GB", partial(fits_in, machine, shapes[name], CARD_BYTES)
    for name in ("mpt-7b", "llama-2-7b"):
        yield f"training {name}, LoRA", partial(trains, machine, shapes[name], LORA)
        yield f"training {name}, LoRA in 24 GB", partial(trains, machine, shapes[name], LORA_IN_24_GB)
        yield f"training {name}, full", partial(trains, machine, shapes[name], FULL)
    for name in ("llama-2-13b", "mpt-30b"):
        yield f"generating by {name}", partial(generates, machine, shapes[name])


def _shape(name: str, machine: Machine) -> Preset:
    preset = presets()[name]
    if not machine.is_small:
        return preset
    return replace(preset, shape={**preset.shape, **_SMALL[str(preset.shape["model_type"])]})


def _run(name: str, part: Part, is_in_time: bool) -> dict[str, object]:
    if not is_in_time:
        return {"part": name, "skipped": "the deadline had passed"}
    started = time.monotonic()
    try:
        found = dict(part())
    except Exception as error:  # noqa: BLE001 (whatever it is, the parts behind it are worth the card's time)
        traceback.print_exc()
        found = {"error": f"{type(error).__name__}: {str(error)[:500]}"}
    # What failed may still hold the card's memory in a circle of its own.
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    return {"part": name, "seconds": round(time.monotonic() - started, 1), **found}


def _keep(line: Mapping[str, object], out: Path | None) -> None:
    text = json.dumps(line, ensure_ascii=False)
    print(text, flush=True)
    if out is not None:
        with out.open("a", encoding="utf-8") as file:
            file.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
