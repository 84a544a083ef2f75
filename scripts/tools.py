"""Programs that some tests need: found, or on Debian as root installed."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_APPLICATIONS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")


@dataclass(frozen=True, slots=True)
class Tool:
    """A program, the Debian package that brings it, and the tests that need it."""

    name: str
    package: str
    needed_by: str
    find: Callable[[], Path | None]


def find_chromium() -> Path | None:
    """Return Chromium, or Chrome where that is what is installed."""
    in_path = [Path(found) for name in CHROMIUM_NAMES if (found := shutil.which(name))]
    applications = [Path("/Applications", name) for name in CHROMIUM_APPLICATIONS]
    return next((path for path in in_path + applications if path.exists()), None)


def find_redis() -> Path | None:
    """Return redis-server."""
    found = shutil.which("redis-server")
    return Path(found) if found else None


def find_postgres() -> Path | None:
    """Return the folder of initdb and postgres, of the newest version where there are several."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    in_path = [Path(found).parent for found in (shutil.which("initdb"),) if found]
    folders = [*reversed(debian), *in_path]
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


CHROMIUM = Tool("Chromium", "chromium", "the tests in a browser", find_chromium)
REDIS = Tool("Redis", "redis-server", "the tests with Redis as the broker", find_redis)
POSTGRES = Tool("PostgreSQL", "postgresql", "the second run of all database tests, on PostgreSQL", find_postgres)
TOOLS = (CHROMIUM, REDIS, POSTGRES)


def find_tools() -> dict[Tool, Path | None]:
    """Return where each tool is; on Debian as root, what is missing is installed first."""
    missing = [tool for tool in TOOLS if tool.find() is None]
    if missing and os.geteuid() == 0 and Path("/etc/debian_version").exists():
        _install([tool.package for tool in missing])
    return {tool: tool.find() for tool in TOOLS}


def _install(packages: list[str]) -> None:
    print(f"Installing {', '.join(packages)} …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # Failures show: what is still missing afterwards is named by the caller.
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
