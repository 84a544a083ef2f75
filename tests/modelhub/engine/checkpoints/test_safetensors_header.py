"""Headers of safetensors files: every claim is checked before anything is allocated by it."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.engine.checkpoints.safetensors_header import read_header


def written(path: Path, header: object, n_data: int) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(n_data))
    return path


def tensor(begin: int, end: int, shape: object = (1,), dtype: str = "F32") -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def test_header_of_a_real_file(tmp_path: Path) -> None:
    save_file({"a": torch.zeros(3, 4), "b": torch.zeros(5, dtype=torch.bfloat16)}, tmp_path / "m.safetensors")

    places = read_header(tmp_path / "m.safetensors")

    assert {place.name: (place.dtype, place.n_values) for place in places} == {"a": ("F32", 12), "b": ("BF16", 5)}


@pytest.mark.parametrize(
    ("header", "n_data", "reason"),
    [
        ({"a": tensor(0, 4), "b": tensor(2, 6)}, 6, "'b' overlaps another"),
        ({"a": tensor(0, 4), "b": tensor(0, 4)}, 4, "'b' overlaps another"),
        ({"a": tensor(0, 4), "b": tensor(8, 12)}, 12, "'b' leaves a gap"),
        ({"a": tensor(0, 4)}, 5, "its tensors take 4 bytes, and it holds 5"),
        ({"a": tensor(0, 4)}, 3, "its tensors take 4 bytes, and it holds 3"),
        ({"a": tensor(0, 4, shape=[2])}, 4, "does not take 4 bytes"),
        ({"a": tensor(0, 0, shape=[2**52, 2**52])}, 0, "does not take 0 bytes"),
        ({"a": tensor(4, 0)}, 4, "does not take -4 bytes"),
        ({"a": tensor(0, 4, shape=[-1])}, 4, "no proper shape"),
        ({"a": tensor(0, 4, shape=[True])}, 4, "no proper shape"),
        ({"a": tensor(0, 4, shape=[1] * 9)}, 4, "no proper shape"),
        ({"a": {"dtype": "F32", "shape": [1]}}, 4, "no proper shape"),
        ({"a": tensor(0, 4, dtype="OBJECT")}, 4, "unknown type 'OBJECT'"),
        ({"a": 5}, 4, "is no object"),
        ([], 0, "is no JSON object"),
        (b"[" * 100_000, 0, "is no JSON"),
        (b'{"a": 1, "a": 2}', 0, "a name stands twice"),
        (b"\xff\xfe", 0, "is no JSON"),
    ],
)
def test_header_that_lies_is_refused(tmp_path: Path, header: object, n_data: int, reason: str) -> None:
    with pytest.raises(CheckpointRefused, match=reason):
        read_header(written(tmp_path / "m.safetensors", header, n_data))


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 7, (2**63 - 1).to_bytes(8, "little") + b"{}", (100).to_bytes(8, "little") + b"{}"]
)
def test_header_longer_than_its_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.safetensors").write_bytes(content)

    with pytest.raises(CheckpointRefused, match="its header claims"):
        read_header(tmp_path / "m.safetensors")
