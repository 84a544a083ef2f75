"""Training at the command line, in a process of its own as on a GPU machine: without Django."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from modelhub.engine.__main__ import main
from modelhub.engine.checkpoints import open_checkpoint
from tests.modelhub.engine.test_commands import WITHOUT_DJANGO
from tests.modelhub.engine.train.conftest import rows, write_rows

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "dataset.jsonl", [*rows(12), *rows(3, split="validation")])


def quick(dataset: Path, out: Path, *more: str) -> list[str]:
    return ["train", "--dataset", str(dataset), "--out", str(out), "--device", "cpu", "--max-steps", "2", *more]


def test_train_makes_a_new_model_without_django(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{}")
    words = quick(dataset, tmp_path / "out", "--new-llama", "64x1", "--vocabulary", "400", "--compute", "bf16")

    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["kind"] for line in said] == ["start", "step", "eval", "step", "eval", "end"]
    assert said[1].keys() >= {"step", "n_tokens", "loss", "learning_rate", "tokens_per_s", "elapsed_s"}
    assert open_checkpoint(tmp_path / "out").model_type == "llama"
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["dataset"]["filter_report"] is not None


def test_train_takes_the_shape_of_a_preset_only_by_its_name(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(quick(dataset, tmp_path / "out", "--random-weights", "gpt-9")) == 2
    assert "there is no preset 'gpt-9'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--model", "/nowhere"], "is no directory"),
        (["--new-llama", "64by1"], "'64by1' is no shape: write hidden size and layers"),
        (["--new-llama", "50x1"], "a hidden size of 50 does not go"),
        (["--new-llama", "64x1", "--n-epochs", "0"], "n_epochs is 0"),
        (["--new-llama", "64x1", "--sweep", "/nowhere"], "/nowhere can't be read"),
    ],
)
def test_train_says_what_is_wrong(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], words: str
) -> None:
    assert main(quick(dataset, tmp_path / "out", *more)) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_sweep_trains_each_entry_and_compares_them(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep = tmp_path / "sweep.yaml"
    sweep.write_text("- {name: slow, learning_rate: 0.00001}\n- {name: fast, learning_rate: 0.01}\n")
    words = quick(dataset, tmp_path / "out", "--new-llama", "64x1", "--vocabulary", "400", "--sweep", str(sweep))

    assert main(words) == 0

    compared = json.loads((tmp_path / "out" / "sweep.json").read_text())
    assert [one["name"] for one in compared] == ["fast", "slow"]
    assert compared[0]["best_eval_loss"] < compared[1]["best_eval_loss"]
    assert [path.is_dir() for path in (tmp_path / "out" / "fast", tmp_path / "out" / "slow")] == [True, True]
    assert "fast" in capsys.readouterr().err
    # The same again trains nothing anew.
    assert main(words) == 0
    assert json.loads((tmp_path / "out" / "sweep.json").read_text()) == compared


def swept(tmp_path: Path, dataset: Path, text: str, *, shape: str = "64x1") -> tuple[int, dict[str, str]]:
    """Carry out a sweep; return the exit code and the problem of each entry."""
    (tmp_path / "sweep.yaml").write_text(text)
    words = ["--new-llama", shape, "--vocabulary", "400", "--sweep", str(tmp_path / "sweep.yaml")]
    code = main(quick(dataset, tmp_path / "out", *words))
    compared = json.loads((tmp_path / "out" / "sweep.json").read_text())
    return code, {one["name"]: one["problem"] for one in compared}


def test_sweep_does_not_take_anothers_result_for_its_own(dataset: Path, tmp_path: Path) -> None:
    text = "- {name: slow, learning_rate: 1e-5}\n- {name: fast, learning_rate: 1e-2}\n"
    assert swept(tmp_path, dataset, text) == (0, {"fast": "", "slow": ""})

    code, problems = swept(tmp_path, dataset, text.replace("1e-2", "2e-2"))

    assert (code, problems["slow"]) == (0, "")
    assert "with learning_rate 0.01, not 0.02: choose another name" in problems["fast"]
    code, problems = swept(tmp_path, dataset, text, shape="128x1")
    assert code == 1
    assert all("with another base than new: choose" in problem for problem in problems.values())
    write_rows(dataset, rows(12))
    assert "with another dataset than dataset.jsonl" in swept(tmp_path, dataset, text)[1]["slow"]


def test_sweep_goes_on_behind_an_entry_that_is_refused(dataset: Path, tmp_path: Path) -> None:
    code, problems = swept(tmp_path, dataset, "- {name: short, context_length: 8}\n- {name: good}\n")

    assert code == 0
    assert list(problems) == ["good", "short"]
    assert problems["good"] == ""
    assert "are longer than the context of 8 tokens" in problems["short"]


def test_sweep_of_a_broken_dataset_says_so_of_every_entry(dataset: Path, tmp_path: Path) -> None:
    dataset.write_text("{}")

    code, problems = swept(tmp_path, dataset, "- {name: a}\n- {name: b}\n")

    assert code == 1
    assert all("line 1: prompt must be a text" in problem for problem in problems.values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "must be a list of settings"),
        ("- {name: a, speed: 3}", "entry 1: a training has no setting 'speed'"),
        ("- {name: a}\n- {name: a}", "entry 2: the name 'a' is taken"),
        ("- {name: ../a}", "entry 1: the name '../a' is taken, or no plain word"),
        ("- [", "can't be read"),
    ],
)
def test_sweep_refuses_what_it_does_not_understand(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    sweep = tmp_path / "sweep.yaml"
    sweep.write_text(text)

    assert main(quick(dataset, tmp_path / "out", "--new-llama", "64x1", "--sweep", str(sweep))) == 2
    assert words in capsys.readouterr().err
