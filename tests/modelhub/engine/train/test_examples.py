"""Rows of a dataset: each broken one is named by its line, and nothing is read of a file with any."""

import json
from pathlib import Path

import pytest

from modelhub.engine.text_model import Message
from modelhub.engine.train.examples import read_examples
from modelhub.engine.train.refusal import TrainingRefused

GOOD = {"prompt": "p", "completion": "c"}


def written(path: Path, *lines: object) -> Path:
    path.write_bytes(
        b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    )
    return path


def test_read_examples_takes_texts_and_turns(tmp_path: Path) -> None:
    turns = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]
    path = written(
        tmp_path / "d.jsonl", GOOD, b"", {"id": "x", "split": "validation", "prompt": turns, "completion": "c"}
    )

    first, second = read_examples(path)

    assert (first.line, first.id, first.messages, first.split) == (1, "1", (Message("user", "p"),), "train")
    assert (second.line, second.id, second.split) == (3, "x", "validation")
    assert second.messages == (Message("system", "s"), Message("user", "u"))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (b"{", "line 2: not JSON in UTF-8"),
        (b"\xff{}", "line 2: not JSON in UTF-8"),
        ([], "line 2: not a JSON object"),
        ({"completion": "c"}, "line 2: prompt must be a text, not nothing"),
        ({"prompt": " ", "completion": "c"}, "line 2: prompt is empty"),
        ({"prompt": "p", "completion": "\n"}, "line 2: completion is empty"),
        ({"prompt": "p", "completion": 3}, "line 2: completion must be a text, not int"),
        ({**GOOD, "split": "dev"}, "line 2: split is 'dev': write train, validation, test"),
        ({**GOOD, "prompt": [{"role": "assistant", "content": "a"}]}, "line 2: prompt must end with a user's turn"),
        ({**GOOD, "prompt": [{"role": "root", "content": "a"}]}, "line 2: a turn of prompt needs a role"),
        (b'{"prompt": "\\ud800", "completion": "c"}', "line 2: prompt holds half a character"),
    ],
)
def test_read_examples_names_a_broken_row(tmp_path: Path, row: object, words: str) -> None:
    path = written(tmp_path / "d.jsonl", GOOD, row, GOOD)

    with pytest.raises(TrainingRefused) as refused:
        read_examples(path)

    assert words in str(refused.value)
    assert "1 broken rows" in str(refused.value)


def test_read_examples_names_many_and_counts_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path / "d.jsonl", *[b"{"] * 25)

    with pytest.raises(TrainingRefused, match="25 broken rows") as refused:
        read_examples(path)

    assert "line 20:" in str(refused.value)
    assert "… and 5 more" in str(refused.value)


def test_read_examples_wants_something_to_learn(tmp_path: Path) -> None:
    with pytest.raises(TrainingRefused, match="nothing to learn from"):
        read_examples(written(tmp_path / "d.jsonl", {**GOOD, "split": "test"}))
    with pytest.raises(TrainingRefused, match="can't be read"):
        read_examples(tmp_path / "nowhere.jsonl")
