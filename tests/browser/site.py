"""The real thing for browser tests: gunicorn over a database of its own, filled by the real steps."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.child import end_with_parent

ROOT = Path(__file__).resolve().parents[2]
START_S = 30


@dataclass
class Site:
    """A running site; `make` runs a maker of tests/browser/data.py in a process of its own and returns what it prints."""

    url: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def make(self, maker: str, *arguments: str) -> Any:
        """Run one maker against the site's database."""
        command = [sys.executable, "-m", "tests.browser.data", maker, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def stop(self) -> None:
        """Stop answering, as a server that is gone does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def start(self) -> None:
        """Answer again on the same address."""
        self.process = _gunicorn(self.environment)
        _wait_for(self.url)


@contextmanager
def running_site(var_dir: Path, *, settings: str = "config.settings") -> Iterator[Site]:
    """Start a site with an empty database and stop it at the end."""
    port = free_port()
    url = f"http://localhost:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}},
        "VAR_DIR": str(var_dir),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SITE_URL": url,
        "DJANGO_SETTINGS_MODULE": settings,
    }
    for command in (("migrate", "--verbosity", "0"), ("collectstatic", "--noinput", "--verbosity", "0")):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    site = Site(url, environment, _gunicorn(environment))
    try:
        _wait_for(url)
        yield site
    finally:
        site.stop()


def _gunicorn(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-c", "config/gunicorn.py"]
    # A session of its own, so that its workers die with it, and it with us.
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, preexec_fn=end_with_parent)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/accounts/login/", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{url} did not answer within {START_S} s")


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
