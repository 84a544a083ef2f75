"""A stranger's first `make run`: python -m bench.bench_first_run clones the last commit and waits for its first page."""

import argparse
import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.keeping import ROOT, Figure, keep
from tests.browser.site import free_port

LIMIT_S = 900


def main() -> None:
    """Measure the first start and the second one, and keep both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pip", action="store_true", help="install by pip even where uv can be had")
    with_pip = parser.parse_args().pip
    installer, target = ("pip", 180) if with_pip else ("uv", 60)
    with tempfile.TemporaryDirectory(prefix="blindbench-") as folder:
        clone = Path(folder) / "blindbench"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        environment = _without_uv(Path(folder)) if with_pip else dict(os.environ)
        first, second = _seconds(clone, environment), _seconds(clone, environment)
    keep(
        "first_run",
        [
            Figure(f"First make run to the first page, {installer}", first, "s", target),
            Figure("Second make run to the first page", second, "s", 5),
        ],
    )


def _seconds(clone: Path, environment: dict[str, str]) -> float:
    """Start, wait for the first page, stop; packages come from wherever this machine is told to get them."""
    port = free_port()
    begin = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"], cwd=clone, env={**environment, "PORT": str(port)}, start_new_session=True
    )
    try:
        _wait(f"http://localhost:{port}/accounts/login/", process)
        return time.perf_counter() - begin
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"make run ended with {process.returncode}; its messages are above")
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"no page within {LIMIT_S} s")


def _without_uv(folder: Path) -> dict[str, str]:
    """Hide uv where it is, and let pip find no version of it."""
    constraint, hidden = folder / "no-uv.txt", folder / "bin"
    constraint.write_text("uv<0\n", encoding="utf-8")
    hidden.mkdir()
    stand_in = hidden / "uv"
    stand_in.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    stand_in.chmod(0o755)
    path = f"{hidden}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PIP_CONSTRAINT": str(constraint)}


if __name__ == "__main__":
    main()
