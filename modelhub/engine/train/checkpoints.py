"""Checkpoints of a training: what was learnt, the optimiser's state and the place, each whole or not at all."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from modelhub.engine.train.atomic import remove_unfinished, whole_folder
from modelhub.engine.train.refusal import TrainingRefused

WEIGHTS, MOMENTS, BEST, PLACE = "weights.safetensors", "moments.safetensors", "best.safetensors", "place.json"
Tensors = Mapping[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a training is after a step, and whose it is."""

    step: int
    # Digest of configuration, base and data: a checkpoint goes on with these only.
    training: str
    n_tokens: int = 0
    elapsed_s: float = 0.0
    best_loss: float | None = None
    best_step: int = 0
    n_worse: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """One checkpoint on the disk."""

    folder: Path
    place: Place

    def weights(self) -> dict[str, torch.Tensor]:
        """Return what was learnt."""
        return load_file(self.folder / WEIGHTS)

    def moments(self) -> dict[str, torch.Tensor]:
        """Return the optimiser's state."""
        return load_file(self.folder / MOMENTS)

    def best(self) -> dict[str, torch.Tensor] | None:
        """Return what had the lowest loss on held-out examples, if any was measured."""
        return load_file(self.folder / BEST) if (self.folder / BEST).is_file() else None


def save_checkpoint(work: Path, place: Place, *, weights: Tensors, moments: Tensors, last: Kept | None) -> Kept:
    """Write a checkpoint, then remove the one before it. Raises TrainingFailed when the disk takes no more."""
    target = work / f"step-{place.step:08}"
    with whole_folder(target) as folder:
        save_file(_plain(weights), folder / WEIGHTS)
        save_file(_plain(moments), folder / MOMENTS)
        if place.best_step == place.step:
            os.link(folder / WEIGHTS, folder / BEST)
        elif last is not None and (last.folder / BEST).is_file():
            os.link(last.folder / BEST, folder / BEST)
        (folder / PLACE).write_text(json.dumps(asdict(place)), encoding="utf-8")
    if last is not None:
        shutil.rmtree(last.folder)
    return Kept(target, place)


def last_checkpoint(work: Path, *, training: str) -> Kept | None:
    """Return the newest whole checkpoint. Raises TrainingRefused when it belongs to another training."""
    remove_unfinished(work)
    folders = sorted(work.glob("step-*"))
    if not folders:
        return None
    place = _read(folders[-1])
    if place.training != training:
        raise TrainingRefused(
            f"{work} holds a training with another base, other data or another configuration. "
            "Name another place for the result, or remove that folder."
        )
    # Killed between the new one's arrival and the old one's removal.
    for older in folders[:-1]:
        shutil.rmtree(older)
    return Kept(folders[-1], place)


def _read(folder: Path) -> Place:
    try:
        return Place(**json.loads((folder / PLACE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise TrainingRefused(
            f"{folder} is no checkpoint of this program ({error}). Remove it to begin anew."
        ) from error


def _plain(tensors: Tensors) -> dict[str, torch.Tensor]:
    return {name: tensor.detach().contiguous() for name, tensor in tensors.items()}
