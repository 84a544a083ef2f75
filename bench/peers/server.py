"""A peer's server on loopback, which ends with us."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scripts.child import end_with_parent

START_S = 900
# Ours, which some peers would read as theirs.
_OURS = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "HOST", "PORT", "DEBUG", "SITE_URL", "VAR_DIR", "PYTHONPATH"}


@contextmanager
def running(command: list[str], folder: Path, variables: Mapping[str, str], first_page: str) -> Iterator[int]:
    """Start a server in its own folder, wait for its first page, yield its process id, and kill all of it at the end.

    Raises RuntimeError with its last messages when it ends or does not answer.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in _OURS}
    messages = folder / "messages.txt"
    with messages.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**inherited, "HOME": str(folder), **variables},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        try:
            _wait(process, first_page, messages)
            yield process.pid
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, messages: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=30).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    last = messages.read_text(encoding="utf-8", errors="replace")[-2000:]
    raise RuntimeError(f"no first page at {url}; its last messages:\n{last}")
