"""Which layers of a base get adapters, checked by the names of its weights: without torch, where a training is ordered."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from modelhub.engine.checkpoints.safetensors_header import read_header
from modelhub.engine.checkpoints.weights import weight_files
from modelhub.engine.train.refusal import TrainingRefused

WEIGHT = ".weight"


def check_targets(targets: Sequence[str], layers: Iterable[str]) -> None:
    """Raise TrainingRefused for a target that is none of the layers, named as PEFT does: "q_proj" is that of every block."""
    known = list(layers)
    for target in targets:
        if not any(layer == target or layer.endswith(f".{target}") for layer in known):
            names = sorted({layer.rpartition(".")[2] for layer in known} - {""})
            raise TrainingRefused(f"lora_targets: the base has no layer {target!r}; it has {', '.join(names)}")


def layers_in(directory: Path) -> list[str]:
    """Return the layers of a model's files whose weights are matrices; reads headers only. Raises CheckpointRefused."""
    places = (place for path in weight_files(directory) for place in read_header(path))
    matrices = (place.name for place in places if place.n_dimensions == 2)
    return [name.removesuffix(WEIGHT) for name in matrices if name.endswith(WEIGHT)]
