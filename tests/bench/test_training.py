"""The training benchmark in small: its rows are what the built-in teacher wrote, and all of them count."""

import json
import sys
from pathlib import Path

import pytest

from bench.bench_training import main
from bench.teacher_examples import teacher_examples


def test_rows_are_the_teachers_lines_of_all_splits(tmp_path: Path) -> None:
    examples = teacher_examples(tmp_path, 30)

    lines = [json.loads(line) for line in (tmp_path / "dataset.jsonl").read_text().splitlines()]
    assert [(one.id, one.completion, one.split) for one in examples] == [
        (line["id"], line["completion"], line["split"]) for line in lines
    ]
    assert len({line["id"][:24] for line in lines}) == 30
    assert {one.split for one in examples} == {"train", "validation", "test"}


def test_every_figure_comes_in_small(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["bench_training", "--check"])

    main()

    said = capsys.readouterr().out
    assert said.count("Figure(") == 9
    assert "tokens computed by naive padding over ours" in said
