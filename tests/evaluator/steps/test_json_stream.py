"""JSON written piece by piece."""

import json
from collections.abc import Iterator

import pytest

from evaluator.pieces import PIECE
from evaluator.steps.json_stream import Verbatim, json_stream


def test_json_stream_writes_one_row_to_a_line() -> None:
    text = "".join(
        json_stream([("a", iter([[1, None], {"b": "é"}])), ("c", iter([])), ("d", "x"), ("e", Verbatim("0.5"))])
    )

    assert text == '{\n"a": [\n[1,null],\n{"b":"é"}\n],\n"c": [],\n"d": "x",\n"e": 0.5\n}\n'
    assert json.loads(text) == {"a": [[1, None], {"b": "é"}], "c": [], "d": "x", "e": 0.5}


def test_json_stream_takes_no_more_rows_than_a_piece_needs() -> None:
    taken = 0

    def rows() -> Iterator[str]:
        nonlocal taken
        for _ in range(1_000_000):
            taken += 1
            yield "x" * 1000

    first = next(json_stream([("rows", rows())]))

    assert PIECE <= len(first) < PIECE + 2000
    assert taken < 100


def test_json_stream_refuses_a_float() -> None:
    with pytest.raises(TypeError, match="float has no canonical JSON form"):
        list(json_stream([("a", 0.5)]))
