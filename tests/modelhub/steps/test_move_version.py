"""A version as an archive: the same on the other side, and nothing where a byte differs."""

import json
import zipfile
from pathlib import Path

import pytest
from pytest_django import Settings

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.models import ModelVersion
from modelhub.steps.check_model import FilesChanged, check_registered
from modelhub.steps.move_version import CannotMove, export_version, import_version
from modelhub.steps.run_training import run_training
from tests.modelhub.training import make_base, make_dataset, make_training

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.MODEL_STORE, settings.DEVICE = (tmp_path / "store").resolve(), "cpu"
    return tmp_path / "store"


def trained(store: Path, method: str = "full") -> ModelVersion:
    training = make_training(make_dataset(), make_base(store), method=method, max_steps=1)
    run_training(training.pk, worker="w")
    return ModelVersion.objects.select_related("base").get(name=training.name)


def unpacked(folder: Path) -> list[Path]:
    return list(folder.glob("imported-*"))


@pytest.mark.parametrize("method", ["full", "lora"])
def test_an_exported_version_comes_back_with_its_manifest(store: Path, tmp_path: Path, method: str) -> None:
    version = trained(store, method)
    if version.base:
        check_registered(version.base.pk)
        version.base.refresh_from_db()

    digest = export_version(version, tmp_path / "a.zip")
    other = import_version(tmp_path / "a.zip", name="other")

    assert (other.manifest_digest, other.file_digests, other.base, other.kind, other.problem) == (
        version.manifest_digest, version.file_digests, version.base, version.kind, "",
    )  # fmt: skip
    assert export_version(version, tmp_path / "b.zip") == digest
    with pytest.raises(FileExistsError, match="exists already"):
        export_version(version, tmp_path / "b.zip")


def test_a_version_with_changed_files_is_not_exported(store: Path, tmp_path: Path) -> None:
    version = trained(store)
    (store / version.location / "metrics.jsonl").write_text("{}")

    with pytest.raises(FilesChanged, match=r"metrics\.jsonl was changed"):
        export_version(version, tmp_path / "a.zip")
    assert list(tmp_path.glob("*a.zip*")) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("model.safetensors", r"model\.safetensors in the archive: not what its digests say"),
        ("manifest.json", r"manifest\.json in the archive: not what its digests say"),
    ],
)
def test_an_archive_with_one_other_byte_leaves_nothing(store: Path, tmp_path: Path, name: str, words: str) -> None:
    export_version(trained(store), tmp_path / "a.zip")
    _rewrite(tmp_path / "a.zip", {name: lambda data: data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]})

    with pytest.raises(CheckpointRefused, match=words):
        import_version(tmp_path / "a.zip", name="other")

    assert unpacked(store) == []
    assert not ModelVersion.objects.filter(name="other").exists()


def test_a_forged_card_does_not_get_past_the_manifest(store: Path, tmp_path: Path) -> None:
    """Whoever changes a file and the card's digest of it has not changed the manifest."""
    import hashlib

    export_version(trained(store), tmp_path / "a.zip")
    changed = b"{}"

    def forged(data: bytes) -> bytes:
        card = json.loads(data)
        card["files"]["metrics.jsonl"] = hashlib.sha256(changed).hexdigest()
        return json.dumps(card).encode()

    _rewrite(tmp_path / "a.zip", {"metrics.jsonl": lambda _: changed, "version.json": forged})

    with pytest.raises(CheckpointRefused, match=r"metrics\.jsonl was changed, by the manifest"):
        import_version(tmp_path / "a.zip", name="other")
    assert unpacked(store) == []


def test_an_adapter_without_its_base_and_a_taken_name_are_refused(store: Path, tmp_path: Path) -> None:
    version = trained(store, "lora")
    assert version.base is not None
    check_registered(version.base.pk)
    version.base.refresh_from_db()
    export_version(version, tmp_path / "a.zip")

    with pytest.raises(CannotMove, match="is registered already"):
        import_version(tmp_path / "a.zip")
    ModelVersion.objects.filter(pk=version.base.pk).update(file_digests={"other": "x"})
    with pytest.raises(CannotMove, match="an adapter on base, whose files no version here has"):
        import_version(tmp_path / "a.zip", name="other")
    assert unpacked(store) == []


def test_what_is_no_archive_is_refused(store: Path, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK nonsense")
    with pytest.raises(CheckpointRefused, match="is damaged"):
        import_version(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("weights.bin", b"pickle")
    with pytest.raises(CheckpointRefused, match=r"weights\.bin"):
        import_version(tmp_path / "b.zip")
    assert unpacked(store) == []


def _rewrite(path: Path, changes: dict[str, object]) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            change = changes.get(name)
            archive.writestr(name, change(data) if callable(change) else data)
