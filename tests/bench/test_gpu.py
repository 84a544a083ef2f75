"""The GPU benchmark in small on a CPU, without Django: every part runs, so that the one call on a GPU is not lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_parts_after_the_deadline_are_skipped_and_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "gpu.jsonl"
    monkeypatch.setattr(sys, "argv", ["bench.gpu", "--check", "--out", str(out), "--deadline", "0"])

    assert main() == 0
    assert {json.loads(line).get("skipped") for line in out.read_text().splitlines()} == {"the deadline had passed"}
