"""Requirements files and the stamps that say which of them .venv already holds."""

import hashlib
import sys
from pathlib import Path


def included(requirements: Path) -> list[Path]:
    """Return every file that this one includes with `-r`, then the file itself."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    inner = [requirements.parent / line.removeprefix("-r").strip() for line in lines if line.startswith("-r ")]
    return [*(path for file in inner for path in included(file)), requirements]


def digest(requirements: Path) -> str:
    """Return a digest of all that decides what is installed: the files' texts and Python's version."""
    texts = [path.read_bytes() for path in included(requirements)]
    return hashlib.sha256(b"\0".join([*texts, sys.version.encode()])).hexdigest()


def is_installed(requirements: Path, venv: Path) -> bool:
    """Tell whether this very content has been installed into the environment."""
    stamp = _stamp(requirements, venv)
    return (venv / "bin" / "python").exists() and stamp.exists() and stamp.read_text() == digest(requirements)


def mark_installed(requirements: Path, venv: Path) -> None:
    """Remember that the file, and with it every file that it includes, is installed."""
    for path in included(requirements):
        _stamp(path, venv).write_text(digest(path))


def pinned(requirements: Path, package: str) -> str:
    """Return the line that pins the package, such as torch==2.13.0."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    return next(line.strip() for line in lines if line.startswith(f"{package}=="))


def _stamp(requirements: Path, venv: Path) -> Path:
    return venv / f"installed-{requirements.stem}"
