"""The port of a story's stub endpoint: any that is free at first, and the same ever after, since versions keep their address."""

import socket
from contextlib import closing
from pathlib import Path

HOST = "127.0.0.1"


def stub_port(var_dir: Path) -> int:
    """Return the folder's port, chosen now where there is none yet."""
    path = var_dir / "stub_port"
    if path.exists():
        return int(path.read_text(encoding="ascii"))
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    path.write_text(str(port), encoding="ascii")
    return port


def answers(port: int) -> bool:
    """Tell whether somebody listens there."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as client:
        client.settimeout(1)
        return client.connect_ex((HOST, port)) == 0
