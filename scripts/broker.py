"""How web and worker reach each other: REDIS_URL, else a private Redis, else files under var/."""

import os
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.child import Program

# sockaddr_un holds 104 bytes on macOS and 108 on Linux.
MAX_SOCKET_PATH_BYTES = 100
NO_REDIS = (
    "Redis is not installed: background work is handed over through files under var/, which does for one machine.\n"
    "With redis-server installed, or REDIS_URL set, it starts without delay."
)


@dataclass(frozen=True, slots=True)
class Broker:
    """The URL for web and worker (empty: files), what to tell people, and the server to start for it."""

    url: str
    notice: str = ""
    server: Program | None = None
    socket: Path | None = None


def choose_broker(redis_url: str, var_dir: Path) -> Broker:
    """Return the broker that this machine offers."""
    if redis_url:
        return Broker(redis_url)
    program = shutil.which("redis-server")
    if program is None:
        return Broker("", NO_REDIS)
    path = _socket_path(var_dir)
    return Broker(f"redis+socket://{path}", server=_private_redis(program, path, var_dir), socket=path)


def running_broker(var_dir: Path) -> str:
    """Return the URL of the private Redis of a running server, or an empty string."""
    link = var_dir / "redis.sock"
    return f"redis+socket://{link.resolve()}" if link.exists() and accepts(link.resolve()) else ""


def accepts(path: Path) -> bool:
    """Tell whether somebody listens on the socket."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(os.fspath(path)) == 0


def _socket_path(var_dir: Path) -> Path:
    """Return var/redis.sock, or where that is too long for a socket a short path to which it is linked."""
    link = var_dir / "redis.sock"
    if len(os.fsencode(link)) <= MAX_SOCKET_PATH_BYTES:
        return link
    if link.is_symlink() and link.resolve().parent.is_dir():
        return link.resolve()
    link.unlink(missing_ok=True)
    path = Path(tempfile.mkdtemp(prefix="blindbench-")) / "redis.sock"
    link.symlink_to(path)
    return path


def _private_redis(program: str, path: Path, var_dir: Path) -> Program:
    # Messages only wake the worker up, so nothing is kept on disk.
    options = [
        "--port",
        "0",
        "--unixsocketperm",
        "700",
        "--appendonly",
        "no",
        "--daemonize",
        "no",
        "--logfile",
        "redis.log",
    ]
    command = (program, *options, "--save", "", "--dir", str(var_dir), "--unixsocket", str(path))
    return Program("The private Redis", command, ended_last=True)
