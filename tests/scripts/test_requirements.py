"""Which requirements files .venv already holds."""

from pathlib import Path

import pytest

from scripts.requirements import included, is_installed, mark_installed, pinned


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "bin" / "python").touch()
    return tmp_path / "venv"


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("# a comment\ntorch==2.13.0\n")
    dev = tmp_path / "requirements-dev.txt"
    dev.write_text("-r requirements.txt\npytest==9.2.0\n")
    return dev


def test_included_names_the_inner_file_first(dev: Path) -> None:
    assert [path.name for path in included(dev)] == ["requirements.txt", "requirements-dev.txt"]


def test_mark_installed_covers_the_files_that_are_included(dev: Path, venv: Path) -> None:
    assert not is_installed(dev, venv)
    mark_installed(dev, venv)
    assert is_installed(dev, venv)
    assert is_installed(dev.with_name("requirements.txt"), venv)


def test_is_installed_notices_a_change_in_an_included_file(dev: Path, venv: Path) -> None:
    mark_installed(dev, venv)
    dev.with_name("requirements.txt").write_text("torch==2.14.0\n")
    assert not is_installed(dev, venv)


def test_is_installed_notices_an_environment_whose_python_is_gone(dev: Path, venv: Path) -> None:
    mark_installed(dev, venv)
    (venv / "bin" / "python").unlink()
    assert not is_installed(dev, venv)


def test_pinned_returns_the_whole_pin(dev: Path) -> None:
    assert pinned(dev.with_name("requirements.txt"), "torch") == "torch==2.13.0"
