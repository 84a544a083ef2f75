"""Pickled weights --> safetensors, in a process of its own that may load tensors and nothing else."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from modelhub.engine.checkpoints.json_files import MAX_INDEX, read_object
from modelhub.engine.checkpoints.refusal import CheckpointRefused
from modelhub.engine.checkpoints.safetensors_header import read_header
from modelhub.engine.checkpoints.weights import INDEX, SINGLE

CHILD = Path(__file__).with_name("convert_child.py")
PICKLE, PICKLE_INDEX = "pytorch_model.bin", "pytorch_model.bin.index.json"
KEPT = frozenset({".json", ".txt", ".model", ".jinja", ".md"})
TIMEOUT_S = 3600


def convert_checkpoint(source: Path, target: Path, *, timeout_s: int = TIMEOUT_S) -> list[str]:
    """Write a directory's model with its weights as safetensors; `target` must not exist. Returns the names of the files.

    Raises CheckpointRefused; nothing is left behind then.
    """
    pickles = _pickles(source)
    if target.exists():
        raise CheckpointRefused(f"{target} is there already. Name a new directory.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as name:
        folder = Path(name) / "model"
        folder.mkdir()
        for path in source.iterdir():
            if path.suffix in KEPT and path.name != PICKLE_INDEX and path.is_file():
                shutil.copyfile(path, folder / path.name)
        _convert(pickles, folder, timeout_s)
        folder.rename(target)
    return sorted(path.name for path in target.iterdir())


def _pickles(source: Path) -> list[Path]:
    if (source / PICKLE).is_file():
        return [source / PICKLE]
    if not (source / PICKLE_INDEX).is_file():
        raise CheckpointRefused(f"there is neither {PICKLE} nor {PICKLE_INDEX} in {source}. Nothing to convert.")
    places = read_object(source / PICKLE_INDEX, max_bytes=MAX_INDEX).get("weight_map")
    names = sorted({str(name) for name in places.values()}) if isinstance(places, dict) else []
    if not names or any("/" in name or "\\" in name or not (source / name).is_file() for name in names):
        raise CheckpointRefused(f"{PICKLE_INDEX} names files that are not in {source}. Copy all of them.")
    return [source / name for name in names]


def _convert(pickles: list[Path], folder: Path, timeout_s: int) -> None:
    names = (
        [SINGLE]
        if len(pickles) == 1
        else [f"model-{n:05d}-of-{len(pickles):05d}.safetensors" for n in range(1, len(pickles) + 1)]
    )
    for pickle, name in zip(pickles, names, strict=True):
        _run(pickle, folder / name, timeout_s)
    if len(names) > 1:
        places = {place.name: name for name in names for place in read_header(folder / name)}
        (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": places}), encoding="utf-8")
    else:
        read_header(folder / SINGLE)


def _run(pickle: Path, target: Path, timeout_s: int) -> None:
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", str(CHILD), str(pickle), str(target)],
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CheckpointRefused(f"{pickle.name} took longer than {timeout_s} s to convert. Is it damaged?") from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        reason = words[-1][:300] if words else f"the process ended with {done.returncode}"
        raise CheckpointRefused(
            f"{pickle.name} is refused: {reason}. Get the weights as safetensors from their source."
        )
