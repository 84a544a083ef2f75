"""manage.py train_model and verify_model: a small new model, its manifest, and what makes it fail."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from pytest_django import Settings

from modelhub.engine.lineage.manifest import MANIFEST
from modelhub.models import Dataset, ModelVersion, TrainingRun
from tests.datasets import make_dataset

pytestmark = pytest.mark.django_db
SMALL = ("--new-llama", "16x1", "--vocabulary", "600", "--set", "max_steps=2", "--set", "batch_tokens=2000")


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.MODEL_STORE = tmp_path / "models"
    settings.VAR_DIR = tmp_path
    return tmp_path / "models"


@pytest.fixture
def dataset(store: Path) -> Dataset:
    return make_dataset(30, name="thirty")


def trained(name: str, *options: str) -> str:
    """Run the command as a shell does; return what it says."""
    said = StringIO()
    call_command("train_model", "--dataset", "thirty", "--name", name, *SMALL, *options, stdout=said)
    return said.getvalue()


def verified(name: str) -> str:
    said = StringIO()
    call_command("verify_model", name, stdout=said)
    return said.getvalue()


def test_a_small_new_model_is_trained_registered_and_verified(dataset: Dataset, store: Path) -> None:
    said = trained("small-1")

    version, training = ModelVersion.objects.get(), TrainingRun.objects.get()
    manifest = json.loads((store / version.location / MANIFEST).read_text(encoding="utf-8"))
    assert (training.state, training.result, training.n_steps_done) == ("finished", version, 2)
    assert f"Registered small-1, manifest {version.manifest_digest}" in said
    assert manifest["dataset"]["digest"] == dataset.digest
    assert "model.safetensors" in manifest["files"]
    assert "FAILS" not in verified("small-1")


def test_the_same_seed_trains_the_same_weights(dataset: Dataset, store: Path) -> None:
    for name in ("one", "two"):
        trained(name)

    one, two = (ModelVersion.objects.get(name=name) for name in ("one", "two"))
    assert one.file_digests["model.safetensors"] == two.file_digests["model.safetensors"]


def test_a_changed_weight_file_is_found(dataset: Dataset, store: Path) -> None:
    trained("small-1")
    weights = store / ModelVersion.objects.get().location / "model.safetensors"
    changed = bytearray(weights.read_bytes())
    changed[-1] ^= 1
    weights.write_bytes(bytes(changed))

    with pytest.raises(CommandError, match="claims about small-1 fail"):
        verified("small-1")


def test_unknown_settings_and_datasets_are_refused_before_anything_is_stored(dataset: Dataset) -> None:
    with pytest.raises(CommandError, match="no setting 'learning_speed'"):
        trained("small-1", "--set", "learning_speed=3")
    with pytest.raises(CommandError, match="nothing"):
        call_command("train_model", "--dataset", "nothing", *SMALL)

    assert not TrainingRun.objects.exists()
    assert not ModelVersion.objects.exists()


def test_settings_are_no_settings_of_django(dataset: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["manage.py", "train_model", "--dataset", "thirty", *SMALL, "--set", "learning_speed=3"]

    with pytest.raises(SystemExit):
        execute_from_command_line(command)

    assert "no setting 'learning_speed'" in capsys.readouterr().err
