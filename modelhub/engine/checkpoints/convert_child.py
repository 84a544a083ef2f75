"""Reads one file of pickled weights and writes it as safetensors; run by path, in a process of its own (see convert.py)."""

import pickle
import sys
import zipfile
from pathlib import Path

import torch
from safetensors.torch import save_file

# Tensors that share memory are written in full, each of them; more than this is no checkpoint but an attack.
MAX_GROWTH = 4
_DAMAGED = (pickle.UnpicklingError, RuntimeError, ValueError, TypeError, LookupError, AttributeError, EOFError, OSError)


def main(source: Path, target: Path) -> int:
    """Convert a file; what is wrong with it goes to standard error, in one line."""
    try:
        # weights_only: tensors and plain containers; any other object in the pickle is an error.
        tensors = torch.load(source, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(source))
    except _DAMAGED as error:
        words = str(error).strip().splitlines()
        return _refuse(f"it holds more than tensors, or is damaged ({words[0] if words else type(error).__name__})")
    if not isinstance(tensors, dict) or not tensors or not all(_is_weight(*pair) for pair in tensors.items()):
        return _refuse("it is no plain list of named tensors")
    if sum(tensor.numel() * tensor.itemsize for tensor in tensors.values()) > MAX_GROWTH * source.stat().st_size:
        return _refuse("its tensors claim far more numbers than it holds")
    # Tied tensors share their memory, which a safetensors file can't say.
    save_file(
        {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}, target, {"format": "pt"}
    )
    return 0


def _is_weight(name: object, value: object) -> bool:
    return isinstance(name, str) and isinstance(value, torch.Tensor) and value.layout is torch.strided


def _refuse(what: str) -> int:
    sys.stderr.write(f"{what}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
