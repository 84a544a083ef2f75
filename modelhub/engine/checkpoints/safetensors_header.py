"""The header of a safetensors file, checked before a library allocates anything by it."""

import json
from dataclasses import dataclass
from math import prod
from pathlib import Path

from modelhub.engine.checkpoints.refusal import CheckpointRefused

# Headers of the largest published models take well under 1 MB per file.
MAX_HEADER = 25_000_000
MAX_DIMENSIONS = 8
_BYTES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2,
    "I32": 4, "U32": 4, "F32": 4, "I64": 8, "U64": 8, "F64": 8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TensorPlace:
    """One tensor of a file: where its bytes are, counted from the end of the header."""

    name: str
    dtype: str
    n_values: int
    begin: int
    end: int
    n_dimensions: int


def read_header(path: Path, *, max_bytes: int = MAX_HEADER) -> tuple[TensorPlace, ...]:
    """Return the file's tensors in the order of their bytes, which they fill without gap or overlap.

    Raises CheckpointRefused.
    """
    header, n_data = _raw(path, max_bytes)
    try:
        fields = json.loads(header, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise _refused(path, f"its header is no JSON ({error})") from error
    if not isinstance(fields, dict):
        raise _refused(path, "its header is no JSON object")
    fields.pop("__metadata__", None)
    places = sorted((_place(path, name, entry) for name, entry in fields.items()), key=lambda one: (one.begin, one.end))
    _check_bytes(path, places, n_data)
    return tuple(places)


def _raw(path: Path, max_bytes: int) -> tuple[bytes, int]:
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > size - 8 or length > max_bytes:
            raise _refused(path, f"its header claims {length} bytes, in a file of {size}")
        return file.read(length), size - 8 - length


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return values


def _place(path: Path, name: str, entry: object) -> TensorPlace:
    if not isinstance(entry, dict):
        raise _refused(path, f"the entry of tensor {name!r} is no object")
    dtype, shape, offsets = (entry.get(field) for field in ("dtype", "shape", "data_offsets"))
    if not isinstance(dtype, str) or dtype not in _BYTES:
        raise _refused(path, f"tensor {name!r} has the unknown type {dtype!r}")
    sizes, places = _counts(shape), _counts(offsets)
    if sizes is None or places is None or len(places) != 2 or len(sizes) > MAX_DIMENSIONS:
        raise _refused(path, f"tensor {name!r} has no proper shape and place")
    n_values, (begin, end) = prod(sizes), places
    if end - begin != n_values * _BYTES[dtype]:
        raise _refused(path, f"tensor {name!r} of shape {shape} does not take {end - begin} bytes")
    return TensorPlace(name, dtype, n_values, begin, end, len(sizes))


def _counts(value: object) -> list[int] | None:
    if isinstance(value, list) and all(type(number) is int and 0 <= number < 2**53 for number in value):
        return value
    return None


def _check_bytes(path: Path, places: list[TensorPlace], n_data: int) -> None:
    reached = 0
    for place in places:
        if place.begin != reached:
            how = "overlaps another" if place.begin < reached else "leaves a gap before it"
            raise _refused(path, f"tensor {place.name!r} {how}")
        reached = place.end
    if reached != n_data:
        raise _refused(path, f"its tensors take {reached} bytes, and it holds {n_data}")


def _refused(path: Path, what: str) -> CheckpointRefused:
    return CheckpointRefused(f"{path.name} is no sound safetensors file: {what}. Get the file anew from its source.")
