"""A PostgreSQL and a Redis of our own for one test run, thrown away after it."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from scripts.broker import accepts
from scripts.start_error import StartError

START_LIMIT_S = 30
POSTGRES_PORT = 5432  # Of the socket's name only: the server listens on no network address.
QUICK = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c log_min_messages=fatal"


@contextmanager
def private_postgres(programs: Path) -> Iterator[str]:
    """Yield the URL of an empty cluster; `programs` is the folder of initdb and postgres."""
    with _shared_folder() as folder:
        data = folder / "data"
        as_postgres = _account_for_postgres(folder)
        initdb = ["-U", "blindbench", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D"]
        _run([*as_postgres, str(programs / "initdb"), *initdb, str(data)])
        server = [str(programs / "postgres"), *QUICK.split(" "), "-p", str(POSTGRES_PORT), "-D", str(data)]
        command = [*as_postgres, *server, "-c", f"unix_socket_directories={folder}"]
        with _running(command, signal.SIGINT, "PostgreSQL", folder / f".s.PGSQL.{POSTGRES_PORT}"):
            host = quote(str(folder), safe="")
            yield f"postgres://blindbench@{host}:{POSTGRES_PORT}/postgres"


@contextmanager
def private_redis(program: Path) -> Iterator[str]:
    """Yield the URL of an empty Redis that listens on this machine only."""
    with _shared_folder() as folder:
        port, path = _free_port(), folder / "redis.sock"
        options = f"--port {port} --bind 127.0.0.1 --appendonly no --logfile redis.log".split(" ")
        command = [str(program), *options, "--save", "", "--dir", str(folder), "--unixsocket", str(path)]
        with _running(command, signal.SIGTERM, "Redis", path):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def _running(command: list[str], ending: signal.Signals, name: str, path: Path) -> Iterator[None]:
    """Keep a server running; it is there when its socket accepts."""
    # Its own session, so that Ctrl-C ends the tests first and the server after them.
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        deadline = time.monotonic() + START_LIMIT_S
        while not accepts(path):
            if process.poll() is not None or time.monotonic() > deadline:
                raise StartError(f"{name} did not start; the messages above say why.")
            time.sleep(0.05)
        yield
    finally:
        os.killpg(process.pid, ending)
        process.wait()


@contextmanager
def _shared_folder() -> Iterator[Path]:
    """Yield a new folder that another account can reach: /tmp for root, since root's own TMPDIR may be closed to others."""
    parent = "/tmp" if os.geteuid() == 0 else None  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="blindbench-", dir=parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _account_for_postgres(folder: Path) -> list[str]:
    """Return the words before a command that let PostgreSQL, which refuses root, run as its own account."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, user="postgres")
    return ["runuser", "-u", "postgres", "--"]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StartError(f"{command[0]} failed: {done.stderr.strip()}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
