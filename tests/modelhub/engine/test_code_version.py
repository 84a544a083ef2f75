"""The digest of the code that trains: other weights or tokens are another digest."""

import shutil
from pathlib import Path

import pytest

from modelhub.engine.lineage.code_version import ENGINE, code_version


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """A copy of the engine's sources."""
    return Path(shutil.copytree(ENGINE, tmp_path / "engine", ignore=shutil.ignore_patterns("__pycache__", "data")))


def test_a_copy_has_the_same_digest(engine: Path) -> None:
    assert code_version(engine) == code_version()


@pytest.mark.parametrize("name", ["train/loss.py", "local/codec.py", "chat.py", "chat_child.py", "tiny.py"])
def test_a_changed_source_that_decides_about_weights_changes_it(engine: Path, name: str) -> None:
    path = engine / name
    path.write_text(path.read_text() + "\n")

    assert code_version(engine) != code_version()


def test_other_sources_do_not_change_it(engine: Path) -> None:
    (engine / "careless.py").write_text("")

    assert code_version(engine) == code_version()
