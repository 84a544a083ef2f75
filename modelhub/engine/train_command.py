"""python -m modelhub.engine train: JSON lines of prompts and completions in, a model or an adapter with its manifest out."""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.engine.presets import presets
from modelhub.engine.text_model import ModelGone
from modelhub.engine.train.config import COMPUTE, METHODS, TrainingConfig, config_from
from modelhub.engine.train.refusal import TrainingFailed, TrainingRefused
from modelhub.engine.train.sweep_file import read_sweep

if TYPE_CHECKING:
    from modelhub.engine.train.source import Source
    from modelhub.engine.train.training import Training

_SEPARATE = frozenset({"method", "compute", "activation_checkpointing", "lora_targets"})


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "train", help="fine-tune a model of this machine, or train a small new one", description=__doc__
    )
    parser.set_defaults(run=run)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--model", type=Path, metavar="DIR", help="a directory in Hugging Face's layout")
    source.add_argument("--random-weights", metavar="PRESET", help="the shape of a preset: for speed and memory only")
    source.add_argument(
        "--new-llama", metavar="HIDDENxLAYERS", help="a new model, such as 256x6, with a tokenizer of its own"
    )
    parser.add_argument("--vocabulary", type=int, default=4096, help="tokens of a new model's tokenizer (default 4096)")
    parser.add_argument(
        "--dataset", type=Path, required=True, metavar="FILE.jsonl", help="rows of prompt, completion, split"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that does not exist yet")
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="where checkpoints are kept meanwhile (default OUT.work)"
    )
    parser.add_argument(
        "--sweep", type=Path, metavar="FILE.yaml", help="a list of settings, each trained into a folder of OUT"
    )
    parser.add_argument(
        "--filter-report", type=Path, metavar="FILE", help="default: report.json beside the dataset, if there"
    )
    parser.add_argument("--strict", action="store_true", help="refuse examples that are longer than the context")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N (default auto)")
    parser.add_argument(
        "--metrics", type=Path, metavar="FILE.jsonl", help="progress goes there, instead of to standard output"
    )
    settings = parser.add_argument_group("settings")
    settings.add_argument(
        "--method", choices=METHODS, help="adapters, or all weights (default lora; a new model: full)"
    )
    settings.add_argument("--compute", choices=COMPUTE)
    settings.add_argument("--activation-checkpointing", action="store_true", default=None)
    settings.add_argument("--lora-targets", nargs="+", metavar="LAYER")
    for field in fields(TrainingConfig):
        if field.name not in _SEPARATE:
            kind = float if "float" in str(field.type) else int
            default = "as suits" if field.default is None else field.default
            settings.add_argument(f"--{field.name.replace('_', '-')}", type=kind, help=f"(default {default})")


def run(options: argparse.Namespace) -> int:
    """Train; return 0, 1 when it stopped on its way, 2 when it could not begin."""
    try:
        _run(options)
    except (CheckpointRefused, TrainingRefused, ModelGone) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (TrainingFailed, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _run(options: argparse.Namespace) -> None:
    config = config_from(_given(options), start=TrainingConfig(method="full" if options.new_llama else "lora"))
    variants = read_sweep(options.sweep, config) if options.sweep else None
    # Not at the top: it takes seconds, and what is wrong with the settings should be said before.
    from modelhub.engine.train.sweep import sweep, table_of
    from modelhub.engine.train.training import train

    source = _source(options)
    with _Said(options.metrics) as listen:
        if variants is None:
            train(_training(options, source, config, options.out), listen=listen)
            return
        trainings = {
            name: _training(options, source, variant, options.out / name) for name, variant in variants.items()
        }
        compared = sweep(trainings, options.out, listen=listen)
        sys.stderr.write(table_of(compared))
    if all(one.problem for one in compared):
        raise TrainingFailed(f"none of them came to its end; {options.out / 'sweep.json'} says why.")


def _given(options: argparse.Namespace) -> dict[str, Any]:
    given = {field.name: getattr(options, field.name) for field in fields(TrainingConfig)}
    return {name: value for name, value in given.items() if value is not None}


def _training(options: argparse.Namespace, source: "Source", config: TrainingConfig, out: Path) -> "Training":
    from modelhub.engine.train.training import Training

    work = options.work if options.work and not options.sweep else out.with_name(f"{out.name}.work")
    report = options.filter_report or options.dataset.with_name("report.json")
    return Training(
        source, options.dataset, out, work, config, options.device, strict=options.strict, filter_report=report
    )


def _source(options: argparse.Namespace) -> "Source":
    from modelhub.engine.train.source import Source

    if options.model:
        return Source(options.model.resolve().name, directory=options.model)
    if options.new_llama:
        return Source("new", new=new_model_of(options.new_llama, options.vocabulary, options.seed or 0))
    if options.random_weights not in presets():
        raise TrainingRefused(f"there is no preset {options.random_weights!r}; there are {', '.join(presets())}")
    return Source(options.random_weights, preset=presets()[options.random_weights])


def new_model_of(shape: str, vocabulary: int, seed: int) -> Any:
    """Return the NewModel of a shape such as 256x6. Raises TrainingRefused."""
    from modelhub.engine.train.new_model import NewModel

    hidden, _, n_layers = shape.partition("x")
    if not hidden.isdecimal() or not n_layers.isdecimal():
        raise TrainingRefused(f"{shape!r} is no shape: write hidden size and layers, such as 256x6")
    return NewModel(int(hidden), int(n_layers), vocabulary, seed=seed)


class _Said:
    """Progress as JSON lines, to a file or to standard output."""

    def __init__(self, path: Path | None) -> None:
        self._file = path.open("a", encoding="utf-8") if path else sys.stdout

    def __enter__(self) -> "_Said":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not sys.stdout:
            self._file.close()

    def __call__(self, line: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
