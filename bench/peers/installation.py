"""A peer in an environment of its own, outside .venv: installed twice, from the network and from its cache."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.peers.peer import Peer
from scripts.installer import choose_installer

LIMIT_S = 1800
# Where this Python is too old, so many versions are looked for, the oldest that will do first.
_N_NEWER = 3


class CannotInstall(Exception):
    """Says which peer cannot be had and why."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Where it is and what it took."""

    folder: str
    with_uv: bool
    cold_s: float
    warm_s: float

    @property
    def programs(self) -> Path:
        """The folder of its commands."""
        return Path(self.folder) / "bin"


def install(peer: Peer, folder: Path) -> Installation:
    """Install a peer, or take what an earlier run has kept in the folder; raises CannotInstall."""
    kept = folder / "installation.json"
    if kept.exists():
        return Installation(**json.loads(kept.read_bytes()))
    folder.mkdir(parents=True, exist_ok=True)
    python, cache, place = _python(peer), folder / "cache", folder / "venv"
    # Its cache is empty at first: packages come from wherever this machine is told to get them.
    cold_s = _seconds(peer, python, place, cache)
    warm_s = _seconds(peer, python, place, cache)
    # pip keeps only what the index lets it keep.
    if cache.exists():
        shutil.rmtree(cache)
    with_uv = choose_installer(Path(sys.executable)).is_uv
    installation = Installation(str(place), with_uv, cold_s, warm_s)
    kept.write_text(json.dumps(asdict(installation)), encoding="utf-8")
    return installation


def size_mb(folder: Path) -> float:
    """Return what the files of a folder take, hard links once, in MB."""
    files = {status.st_ino: status.st_size for status in (path.lstat() for path in folder.rglob("*"))}
    return sum(files.values()) / 1e6


def _seconds(peer: Peer, python: str, place: Path, cache: Path) -> float:
    begin = time.perf_counter()
    _run(peer, [python, "-m", "venv", "--clear", str(place)], {})
    installer = choose_installer(Path(sys.executable))
    own = str(place / "bin" / "python")
    command = [own if part == sys.executable else part for part in installer.command]
    caches = {"UV_CACHE_DIR": str(cache), "PIP_CACHE_DIR": str(cache)}
    _run(peer, [*command, "--quiet", peer.requirement], installer.environment | caches)
    return time.perf_counter() - begin


def _run(peer: Peer, command: list[str], variables: Mapping[str, str]) -> None:
    done = subprocess.run(command, env={**os.environ, **variables}, timeout=LIMIT_S, check=False)
    if done.returncode:
        raise CannotInstall(f"{peer.name}: {' '.join(command[:3])} … ended with {done.returncode}; see above")


def _python(peer: Peer) -> str:
    if sys.version_info >= peer.python:
        return sys.executable
    major, oldest = peer.python
    versions = [f"{major}.{minor}" for minor in range(oldest, oldest + _N_NEWER)]
    if found := next(filter(None, map(_interpreter, versions)), None):
        return found
    raise CannotInstall(f"{peer.name} needs one of Python {', '.join(versions)}; none answers as python{versions[0]} …")


def _interpreter(version: str) -> str | None:
    """Return the path of a Python, if there is one; pyenv's stand-ins answer only for the version that is chosen."""
    if shutil.which(f"python{version}") is None:
        return None
    command = [f"python{version}", "-c", "import sys; print(sys.executable)"]
    environment = {**os.environ, "PYENV_VERSION": version}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip() or None
