"""Real processes that are really killed, and a real limit of the disk: the last good checkpoint goes on to the same weights."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from modelhub.engine.train.metrics import read_metrics

ROOT = Path(__file__).resolve().parents[4]
# Kills its own process while the files of the checkpoint of step 4 are being brought to the disk.
KILLED_WHILE_KEEPING = """
import os, signal, sys
from pathlib import Path
from modelhub.engine.__main__ import main
real = os.fsync
def fsync(handle):
    name = os.readlink(f"/proc/self/fd/{handle}")
    if "unfinished-step-00000004" in name and name.endswith("place.json"):
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)
os.fsync = fsync
sys.exit(main())
"""
# Kills its own process while the result is being brought to the disk.
KILLED_WHILE_WRITING = KILLED_WHILE_KEEPING.replace("unfinished-step-00000004", "unfinished-killed-").replace(
    "place.json", "model.safetensors"
)
# The same limit as below, from the moment at which the checkpoint of step 3 is on the disk.
SMALL_FILES_LATER = """
import os, resource, sys
from modelhub.engine.__main__ import main
real = os.fsync
def fsync(handle):
    real(handle)
    name = os.readlink(f"/proc/self/fd/{handle}")
    if "unfinished-step-00000003" in name and name.endswith("place.json"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
os.fsync = fsync
sys.exit(main())
"""
# No file of this process grows beyond 30 kB: what a full disk does to a large one.
SMALL_FILES = """
import resource, sys
from modelhub.engine.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
sys.exit(main())
"""


def arguments(bases: Path, dataset: Path, out: Path, *, n_steps: int = 12, every: int = 2) -> list[str]:
    settings = {
        "--model": bases / "gpt2", "--dataset": dataset, "--out": out, "--device": "cpu", "--method": "full",
        "--compute": "fp32", "--n-epochs": 50, "--max-steps": n_steps, "--batch-tokens": 300, "--micro-batch-tokens": 150,
        "--checkpoint-every": every, "--eval-every": 3, "--learning-rate": 0.001, "--metrics": out.with_suffix(".said"),
    }  # fmt: skip
    return ["train", *(str(word) for pair in settings.items() for word in pair)]


def command(script: str, *words: str) -> subprocess.Popen[str]:
    given = ["-c", script, *words] if script else ["-m", "modelhub.engine", *words]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen([sys.executable, *given], cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment)


def finished(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = process.communicate(timeout=300)
    return process.returncode, said


@pytest.fixture(scope="module")
def whole(bases: Path, dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The weights of a training that nothing happens to."""
    out = tmp_path_factory.mktemp("whole") / "whole"
    code, said = finished(command("", *arguments(bases, dataset, out)))
    assert code == 0, said
    return (out / "model.safetensors").read_bytes()


def test_training_killed_anywhere_goes_on_to_the_same_weights(
    bases: Path, dataset: Path, tmp_path: Path, whole: bytes
) -> None:
    out = tmp_path / "killed"
    words = arguments(bases, dataset, out)
    process = command("", *words)
    metrics = out.with_name("killed.work") / "metrics.jsonl"
    while process.poll() is None and not any(line.get("step", 0) >= 5 for line in read_metrics(metrics)):
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    assert finished(process)[0] == -signal.SIGKILL, "it ended before it was killed: the test would show nothing"
    assert not out.exists()

    code, said = finished(command("", *words))

    assert code == 0, said
    assert (out / "model.safetensors").read_bytes() == whole
    starts = [line["step"] for line in read_metrics(out / "metrics.jsonl") if line["kind"] == "start"]
    assert len(starts) == 2
    assert starts[1] >= 4
    steps = [line["step"] for line in read_metrics(out / "metrics.jsonl") if line["kind"] == "step"]
    assert steps == list(range(1, 13))


def test_training_killed_while_it_keeps_a_checkpoint_goes_on_from_the_one_before(
    bases: Path, dataset: Path, tmp_path: Path, whole: bytes
) -> None:
    out = tmp_path / "killed"
    words = arguments(bases, dataset, out)

    code, _ = finished(command(KILLED_WHILE_KEEPING, *words))

    assert code == -signal.SIGKILL
    kept = sorted(path.name for path in (tmp_path / "killed.work" / "checkpoints").iterdir())
    assert [name for name in kept if name.startswith("step-")] == ["step-00000003"]
    assert [name[:25] for name in kept if not name.startswith("step-")] == [".unfinished-step-00000004"]
    code, said = finished(command("", *words))
    assert code == 0, said
    assert (out / "model.safetensors").read_bytes() == whole


def test_what_a_training_killed_while_it_writes_its_result_left_is_removed(
    bases: Path, dataset: Path, tmp_path: Path, whole: bytes
) -> None:
    out = tmp_path / "killed"
    words = arguments(bases, dataset, out)
    others = tmp_path / ".unfinished-killed-too-01234567"
    others.mkdir()

    code, _ = finished(command(KILLED_WHILE_WRITING, *words))

    assert code == -signal.SIGKILL
    assert [path.name[:-8] for path in tmp_path.glob(".unfinished-*") if path != others] == [".unfinished-killed-"]
    code, said = finished(command("", *words))
    assert code == 0, said
    assert (out / "model.safetensors").read_bytes() == whole
    assert list(tmp_path.glob(".unfinished-*")) == [others]


@pytest.mark.parametrize(("script", "kept"), [(SMALL_FILES, []), (SMALL_FILES_LATER, ["step-00000003"])])
def test_a_full_disk_is_told_and_the_checkpoint_before_it_stays(
    bases: Path, dataset: Path, tmp_path: Path, whole: bytes, script: str, kept: list[str]
) -> None:
    out = tmp_path / "full"
    words = arguments(bases, dataset, out)

    code, said = finished(command(script, *words))

    assert code == 1
    assert "could not be written" in said
    assert "give the same command again to go on" in said
    assert not out.exists()
    assert [path.name for path in (tmp_path / "full.work" / "checkpoints").iterdir()] == kept
    code, said = finished(command("", *words))
    assert code == 0, said
    assert (out / "model.safetensors").read_bytes() == whole
    starts = [line["step"] for line in read_metrics(out / "metrics.jsonl") if line["kind"] == "start"]
    assert starts == ([0, 3] if kept else [0, 0])
