"""Reading an export file: what is not one is refused with its place, and nothing is guessed."""

import json
from pathlib import Path
from typing import Any

import pytest

from evaluator.verify.reading import BadExport, read_export

pytestmark = pytest.mark.django_db

Json = dict[str, Any]


def refusal(path: Path, text: str | bytes) -> str:
    """Return why a file is refused, without its name."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(BadExport) as refused:
        read_export(path)
    assert str(refused.value).startswith(f"{path}: ")
    return str(refused.value).removeprefix(f"{path}: ")


def test_read_export_returns_what_was_written(revealed: Json, tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    path.write_text(json.dumps(revealed))

    assert read_export(path) == revealed


@pytest.mark.parametrize("text", [b"", b"\xff\xfe{}", b"[1, 2", b"PK\x03\x04", b'{"a": NaN}', b"[" * 100_000])
def test_read_export_refuses_what_is_no_json(tmp_path: Path, text: bytes) -> None:
    assert refusal(tmp_path / "study.json", text).startswith("not an export: ")


def test_read_export_refuses_a_key_that_stands_twice(tmp_path: Path) -> None:
    text = '{"format": "blindbench.study/1", "format": "blindbench.study/1"}'
    assert "a key stands twice" in refusal(tmp_path / "study.json", text)


def test_read_export_refuses_half_a_character(revealed: Json, tmp_path: Path) -> None:
    revealed["study"]["name"] = "\ud800"
    assert "surrogates not allowed" in refusal(tmp_path / "study.json", json.dumps(revealed))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda record: record.pop("seed"), "seed is missing"),
        (lambda record: record.update(format="blindbench.study/9"), "format: expected blindbench.study/1"),
        (lambda record: record["study"].update(state="draft"), "study.state: expected open|locked|revealed"),
        (lambda record: record["ratings"][3].update(grade=1.5), "ratings[3].grade: expected a whole number or null"),
        (lambda record: record["ratings"][3].update(grade=True), "ratings[3].grade: expected a whole number or null"),
        (lambda record: record["schedule"][1].pop(), "schedule[1]: expected an array of 7"),
        (lambda record: record.update(log={}), "log: expected an array"),
        (lambda record: record["commitment"].update(nonce="12"), "commitment.nonce: expected 64 hexadecimal digits"),
        (lambda record: record["key"].update(arms=[]), "key.arms: expected an object"),
        (lambda record: record["texts"][0]["comments"].append(1), "texts[0].comments[3]: expected text or null"),
    ],
)
def test_read_export_names_the_place_of_another_shape(revealed: Json, tmp_path: Path, change: Any, place: str) -> None:
    change(revealed)
    assert f": {place}. " in refusal(tmp_path / "study.json", json.dumps(revealed))


def test_read_export_refuses_json_of_another_kind(tmp_path: Path) -> None:
    assert "the file: expected an object" in refusal(tmp_path / "study.json", "[]")
