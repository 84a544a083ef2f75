"""Which weight files of a directory would be loaded; all of them are checked, pickles never are."""

import re
from collections.abc import Iterable
from pathlib import Path

from modelhub.engine.checkpoints.json_files import MAX_INDEX, read_object
from modelhub.engine.checkpoints.refusal import CheckpointRefused
from modelhub.engine.checkpoints.safetensors_header import MAX_HEADER, read_header

SINGLE, INDEX, ADAPTER = "model.safetensors", "model.safetensors.index.json", "adapter_model.safetensors"
# Formats that can run code when they are loaded.
PICKLES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".th", ".npy", ".npz", ".joblib"})
_PLAIN = re.compile(r"[\w][\w.\-]*\.safetensors")


def weight_files(directory: Path, *, max_index: int = MAX_INDEX) -> list[Path]:
    """Return the files that hold the model's weights. Raises CheckpointRefused where there are none but pickles."""
    if (directory / SINGLE).is_file():
        return [directory / SINGLE]
    if (directory / INDEX).is_file():
        return _sharded(directory, max_index)
    pickles = [path.name for path in sorted(directory.iterdir()) if path.suffix in PICKLES]
    if pickles:
        raise CheckpointRefused(
            f"{pickles[0]} is a pickle, which can run any code when it is loaded, and there is no safetensors file. "
            "Convert it: python -m modelhub.engine convert."
        )
    raise CheckpointRefused(f"there is neither {SINGLE} nor {INDEX} in {directory}. Add the weights as safetensors.")


def adapter_file(directory: Path) -> Path:
    """Return an adapter's weights. Raises CheckpointRefused."""
    path = directory / ADAPTER
    if not path.is_file():
        raise CheckpointRefused(f"there is no {ADAPTER} in {directory}. Save the adapter as safetensors.")
    return path


def count_parameters(files: Iterable[Path], *, max_header: int = MAX_HEADER) -> int:
    """Check the headers and return how many numbers they hold. Raises CheckpointRefused."""
    return sum(place.n_values for path in files for place in read_header(path, max_bytes=max_header))


def _sharded(directory: Path, max_index: int) -> list[Path]:
    places = read_object(directory / INDEX, max_bytes=max_index).get("weight_map")
    if not isinstance(places, dict) or not places:
        raise CheckpointRefused(f"{INDEX} has no weight_map. Get the file anew from its source.")
    for name in places.values():
        # A path would lead out of the directory.
        if not isinstance(name, str) or not _PLAIN.fullmatch(name):
            raise CheckpointRefused(f"{INDEX} names {name!r}, which is no safetensors file of this directory.")
    files = [directory / name for name in sorted(set(places.values()))]
    if missing := [path.name for path in files if not path.is_file()]:
        raise CheckpointRefused(f"{missing[0]} is missing in {directory}. Copy all files that {INDEX} names.")
    return files
