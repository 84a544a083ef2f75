"""The whole of Blindbench as `make run` starts it, on a database of its own, with its programs in reach."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.paths import ROOT
from tests.flow.visitor import Visitor

START_S = 90
# The settings of the tests, and what a developer or an outer make has set.
NOT_PASSED_ON = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "SITE_URL", "HOST", "QUEUES", "TIME_ZONE"}


@dataclass(frozen=True, slots=True)
class Site:
    """A running site; what is done to its database is done by programs of their own, as on a server."""

    url: str
    supervisor: int
    environment: Mapping[str, str]
    maker: subprocess.Popen[str]

    def visitor(self, session: str = "") -> Visitor:
        """Return somebody's browser, signed in where a session is given."""
        return Visitor(self.url, session=session)

    def manage(self, *arguments: str, typed: str = "") -> str:
        """Run a management command, which may read what is typed, and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, input=typed, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def make(self, maker: str, *arguments: str | int) -> Any:
        """Let the process of tests/flow/data.py run one of its makers, and return what that returned."""
        assert self.maker.stdin is not None
        assert self.maker.stdout is not None
        print(json.dumps([maker, *arguments]), file=self.maker.stdin, flush=True)
        answer = self.maker.stdout.readline()
        assert answer, f"{maker} failed; the messages above say why"
        return json.loads(answer)

    def spawn(self, maker: str, *arguments: str | int) -> subprocess.Popen[str]:
        """Start one maker in a process of its own, for several at once."""
        return _makers(self.environment, json.dumps([maker, *arguments]))

    def web(self) -> tuple[int, list[int]]:
        """Return the web server's main process and its workers."""
        return self.program("gunicorn")

    def worker(self) -> tuple[int, list[int]]:
        """Return the Celery worker's main process and its children."""
        return self.program("celery")

    def until_well(self) -> None:
        """Wait until all programs run again and a page comes."""

        def well() -> bool:
            (_, web), (_, worker) = self.web(), self.worker()
            return bool(web) and bool(worker) and self.visitor().get("/accounts/login/").status == 200

        until(well, "the supervisor has brought everything back")

    def program(self, name: str) -> tuple[int, list[int]]:
        """Return the process of one of the programs (0: not there) and its children."""
        listing = subprocess.run(
            ["ps", "-axo", "pid=,ppid=,stat=,command="], capture_output=True, text=True, check=True
        ).stdout
        rows = [line.split(maxsplit=3) for line in listing.splitlines()]
        alive = [(int(row[0]), int(row[1]), row[3]) for row in rows if not row[2].startswith("Z")]
        main = next((pid for pid, parent, command in alive if parent == self.supervisor and name in command), 0)
        return main, [pid for pid, parent, _ in alive if main and parent == main]


def until(happened: Callable[[], bool], what: str, limit_s: float = 60) -> None:
    """Wait for something; a server that is away for a moment is not there yet."""
    deadline = time.monotonic() + limit_s
    while not _tried(happened):
        assert time.monotonic() < deadline, f"not within {limit_s} s: {what}"
        time.sleep(0.1)


def _tried(happened: Callable[[], bool]) -> bool:
    try:
        return happened()
    except OSError:
        return False


@contextmanager
def running_site(var_dir: Path, **variables: str) -> Iterator[Site]:
    """Start everything on a free port, and stop it at the end."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    given = {"VAR_DIR": str(var_dir), "PORT": "0", "DEMO": "0", "PYTHONUNBUFFERED": "1"}
    given["DJANGO_SETTINGS_MODULE"] = "config.settings"
    environment = kept | given | variables
    log = var_dir.with_suffix(".log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.serve"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        until(lambda: _announced(log, process), "the site starts", START_S)
        url = log.read_text().partition("Blindbench runs at ")[2].split()[0]
        environment |= {"SITE_URL": url, "PORT": url.rpartition(":")[2]}
        with _makers(environment) as maker:
            site = Site(url, process.pid, environment, maker)
            site.until_well()
            yield site
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _makers(environment: Mapping[str, str], *calls: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.flow.data", *calls]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)


def _announced(log: Path, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, f"It ended with:\n{log.read_text()}"
    return "Ctrl-C stops it." in log.read_text()
