"""The GPU benchmark in small on a CPU, without Django: every part runs, so that the one call on a GPU is not lost."""

import json
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import torch

from bench.gpu import main

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_DJANGO = """
import sys
for name in ("django", "celery", "config", "evaluator", "sqlglot"):
    sys.modules[name] = None
sys.argv[0] = "bench.gpu"
from bench.gpu import main
sys.exit(main())
"""
DECODING = {"decode_tokens_per_s", "share_of_limit", "step_ms", "limit_ms", "prompt_tokens_per_s", "peak_gb"}


def test_every_part_runs_in_small_without_django(tmp_path: Path) -> None:
    out = tmp_path / "gpu.jsonl"

    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, "--check", "--out", str(out)],
        cwd=ROOT, capture_output=True, text=True, check=False, env={"OMP_NUM_THREADS": "1", "PATH": ""},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    lines = {line["part"]: line for line in map(json.loads, out.read_text().splitlines())}
    assert len(lines) == 16
    assert not [line for line in lines.values() if "error" in line or "skipped" in line]
    for name in ("mpt-7b", "llama-2-7b"):
        assert set(lines[f"decoding {name}"]["batch 1"]) == DECODING
        assert lines[f"largest batch of {name} in 24 GB"]["largest_batch"] == 4
    assert lines["tables end to end, forced, llama-2-7b"]["batching"] == "ROLLING"


def test_a_part_that_runs_out_of_memory_is_a_line_and_the_next_one_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "gpu.jsonl"
    monkeypatch.setattr(sys, "argv", ["bench.gpu", "--check", "--out", str(out), "--only", "LoRA"])
    # As the device says it, in the middle of the first part's learning.
    real, n_calls = torch.Tensor.backward, count()

    def backward(*given: Any, **named: Any) -> None:
        if next(n_calls) == 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        real(*given, **named)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(torch.Tensor, "backward", backward)

    assert main() == 1

    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["part"] for line in lines if "error" in line] == ["training mpt-7b, LoRA"]
    assert lines[0]["error"].startswith("TrainingFailed: memory ran out for")
    assert [line["tokens_per_s"] > 0 for line in lines[1:]] == [True] * 3


def test_parts_after_the_deadline_are_skipped_and_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "gpu.jsonl"
    monkeypatch.setattr(sys, "argv", ["bench.gpu", "--check", "--out", str(out), "--deadline", "0"])

    assert main() == 0
    assert {json.loads(line).get("skipped") for line in out.read_text().splitlines()} == {"the deadline had passed"}
