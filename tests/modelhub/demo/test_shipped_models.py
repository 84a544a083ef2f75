"""Shipped models are laid out in the store once, whole, whoever comes first."""

import shutil
from pathlib import Path

import pytest

from modelhub.demo import shipped_models
from modelhub.demo.shipped_models import lay_out_models


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shipped"
    (folder / "small").mkdir(parents=True)
    (folder / "small" / "config.json").write_text("shipped")
    (folder / "README.md").write_text("about all of them")
    monkeypatch.setattr(shipped_models, "SHIPPED", folder)
    return folder


@pytest.mark.usefixtures("shipped")
def test_what_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    store = tmp_path / "store"

    lay_out_models(store)
    (store / "small" / "config.json").write_text("mine")
    lay_out_models(store)

    assert (store / "small" / "config.json").read_text() == "mine"
    assert [path.name for path in store.iterdir()] == ["small"]


@pytest.mark.usefixtures("shipped")
def test_another_worker_may_be_as_quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store"
    copytree = shutil.copytree

    def slow(source: Path, target: Path) -> Path:
        copytree(source, store / source.name)
        (store / source.name / "config.json").write_text("the other's")
        return Path(copytree(source, target))

    monkeypatch.setattr(shutil, "copytree", slow)

    lay_out_models(store)

    assert (store / "small" / "config.json").read_text() == "the other's"
    assert [path.name for path in store.iterdir()] == ["small"]


@pytest.mark.usefixtures("shipped")
def test_a_store_that_takes_nothing_is_an_error_and_left_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)

    with pytest.raises(OSError, match="No space left"):
        lay_out_models(tmp_path / "store")

    assert list((tmp_path / "store").iterdir()) == []
