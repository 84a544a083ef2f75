"""`make run` as a person meets it: the real programs, on a free port, with a var folder of their own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.paths import ROOT

SERVE = (sys.executable, "-m", "scripts.serve")
# The settings of the tests, and what a developer or an outer make has set.
NOT_PASSED_ON = {
    *("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "SITE_URL", "HOST", "ALLOW_PLAIN_HTTP", "QUEUES"),
    *("MAKEFLAGS", "MAKELEVEL", "MFLAGS"),
}
LIMIT_S = 30


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its process, its address and what it has printed."""

    process: subprocess.Popen[str]
    url: str
    printed: str

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=LIMIT_S) as response:
            body: bytes = response.read()
        return body

    def stop(self, number: signal.Signals) -> tuple[int, str]:
        """Send the signal as a terminal does, to the whole group; return the exit code and the last words."""
        os.killpg(self.process.pid, number)
        words, _ = self.process.communicate(timeout=LIMIT_S)
        return self.process.returncode, words


def _environment(var_dir: Path, variables: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    return kept | {"VAR_DIR": str(var_dir), "PORT": "0", "DEMO": "0", "PYTHONUNBUFFERED": "1"} | variables


@contextmanager
def _running(var_dir: Path, *, command: tuple[str, ...] = SERVE, **variables: str) -> Iterator[Server]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=_environment(var_dir, variables),
        umask=0o022,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    with process:
        try:
            printed = ""
            while "Ctrl-C stops it." not in printed:
                line = process.stdout.readline()
                assert line, f"It ended with:\n{printed}"
                printed += line
            yield Server(process, printed.partition("Blindbench runs at ")[2].split()[0], printed)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)


def _failed_start(var_dir: Path, **variables: str) -> str:
    environment = _environment(var_dir, variables)
    done = subprocess.run(
        SERVE, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr


def _descendants(pid: int) -> dict[int, str]:
    """Return the commands of all processes below this one, by process id."""
    listing = subprocess.run(["ps", "-axo", "pid=,ppid=,command="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listing.splitlines()]
    found: dict[int, str] = {}
    parents = {pid}
    while parents:
        below = {int(row[0]): row[2] for row in rows if int(row[1]) in parents}
        found |= below
        parents = set(below)
    return found


def _until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _web_servers(server: Server) -> set[int]:
    return {pid for pid, command in _descendants(server.process.pid).items() if "gunicorn" in command}


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a var folder with a space in its name, which the first test makes and prepares and the others use."""
    return tmp_path_factory.mktemp("around") / "var folder"


def test_make_run_stops_on_ctrl_c_without_orphans(var_dir: Path) -> None:
    with _running(var_dir, command=("make", "run")) as server:
        assert b"<html" in server.get("/accounts/login/")
        programs = _descendants(server.process.pid)
        assert all(any(word in command for command in programs.values()) for word in ("gunicorn", "celery"))
        _, words = server.stop(signal.SIGINT)
    assert "Blindbench has stopped." in words
    _until(lambda: not any(map(_is_alive, programs)))


def test_second_start_prepares_nothing_and_keeps_the_data(var_dir: Path) -> None:
    with _running(var_dir):
        pass
    database, key = (var_dir / "blindbench.sqlite3").stat().st_ino, (var_dir / "secret_key").read_text()
    with _running(var_dir) as server:
        assert "Preparing" not in server.printed
    assert ((var_dir / "blindbench.sqlite3").stat().st_ino, (var_dir / "secret_key").read_text()) == (database, key)


def test_command_that_is_printed_when_nobody_can_sign_in_lets_somebody_in(var_dir: Path) -> None:
    with _running(var_dir) as server:
        (hint,) = [line for line in server.printed.splitlines() if line.startswith("Nobody can sign in yet.")]
    command = hint.partition("add yourself: ")[2].replace("EMAIL", "ana@example.org") + " --password-stdin"
    said = "fourteen plain words\n"
    done = subprocess.run(command, shell=True, cwd=ROOT, input=said, capture_output=True, text=True, check=False)
    assert done.stdout == "Added ana@example.org (lead).\n", done.stderr
    with _running(var_dir) as server:
        assert "add_user" not in server.printed


def test_nobody_else_can_read_what_is_kept(var_dir: Path) -> None:
    with _running(var_dir) as server:
        server.get("/accounts/login/")
    # Static files are public, and behind a folder that is closed.
    kept = [var_dir, *(path for path in var_dir.rglob("*") if var_dir / "static" not in path.parents)]
    assert {"blindbench.sqlite3", "run.lock", "secret_key"} <= {path.name for path in kept}
    assert [path.name for path in kept if path.stat().st_mode & 0o077] == []


def test_second_server_on_one_var_folder_is_told_of_the_first(var_dir: Path) -> None:
    with _running(var_dir) as server:
        message = _failed_start(var_dir)
    assert message.startswith(f"Blindbench cannot run: it is already running here (process {server.process.pid}, ")


def test_taken_port_is_an_error_before_anything_is_started(tmp_path: Path, var_dir: Path) -> None:
    with _running(var_dir) as server:
        port = server.url.rpartition(":")[2]
        message = _failed_start(tmp_path, PORT=port)
    assert message.startswith(f"Blindbench cannot run: port {port} on 127.0.0.1 is taken by another program.")
    assert [path.name for path in tmp_path.iterdir()] == ["run.lock"]


def test_killed_web_server_is_started_again_on_the_same_port(var_dir: Path) -> None:
    with _running(var_dir) as server:
        old = _web_servers(server)
        os.kill(min(old), signal.SIGKILL)
        _until(lambda: bool(_web_servers(server) - old))
        assert b"<html" in server.get("/accounts/login/")
        _until(lambda: not any(map(_is_alive, old)))
        code, words = server.stop(signal.SIGTERM)
    assert code == 0
    assert "The web server ended (SIGKILL); starting it again." in words


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children whose parent was killed")
def test_killed_supervisor_leaves_no_child(var_dir: Path) -> None:
    with _running(var_dir) as server:
        programs = _descendants(server.process.pid)
        server.process.kill()
    _until(lambda: not any(map(_is_alive, programs)))


def test_without_redis_work_is_handed_over_through_files(var_dir: Path) -> None:
    with _running(var_dir, PATH="/nowhere") as server:
        assert "Redis is not installed" in server.printed
        assert b"<html" in server.get("/accounts/login/")


def test_given_redis_is_used_and_no_private_one_started(var_dir: Path, redis_url: str) -> None:
    with _running(var_dir, REDIS_URL=redis_url) as server:
        assert not [command for command in _descendants(server.process.pid).values() if "redis-server" in command]
        assert b"<html" in server.get("/accounts/login/")
