"""Installs packages into .venv: by uv when it is there or quickly had, else by pip."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.pip_configuration import read_pip_configuration, uv_arguments, uv_environment
from scripts.start_error import StartError

UV_DOWNLOAD_LIMIT_S = 60


@dataclass(frozen=True, slots=True)
class Installer:
    """A command that installs, and the environment it needs."""

    command: tuple[str, ...]
    environment: dict[str, str]
    is_uv: bool

    def install(self, *arguments: str) -> None:
        """Install what the arguments name; raises StartError when that fails."""
        command = [*self.command, *arguments]
        if subprocess.run(command, env=os.environ | self.environment, check=False).returncode:
            raise StartError(f"installing packages failed; the messages above say why. Command: {' '.join(command)}")


def choose_installer(python: Path, *, with_pip_sources: bool = True) -> Installer:
    """Return uv, told to look where pip is configured to look, or pip itself where uv cannot be had."""
    uv = _find_uv(python)
    if uv is None:
        return Installer((str(python), "-m", "pip", "install"), {}, is_uv=False)
    listing = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    configuration = read_pip_configuration(listing.stdout)
    sources = uv_arguments(configuration) if with_pip_sources else []
    command = (uv, "pip", "install", "--python", str(python), *sources)
    return Installer(command, uv_environment(configuration), is_uv=True)


def _find_uv(python: Path) -> str | None:
    candidates = [shutil.which("uv"), str(python.with_name("uv"))]
    found = next((uv for uv in candidates if uv and _works(uv)), None)
    return found or _download_uv(python)


def _works(uv: str) -> bool:
    """Tell whether the program answers: version managers leave stand-ins that only print an error."""
    return Path(uv).exists() and subprocess.run([uv, "--version"], capture_output=True, check=False).returncode == 0


def _download_uv(python: Path) -> str | None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "uv"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=UV_DOWNLOAD_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return None
    return str(python.with_name("uv")) if done.returncode == 0 else None
