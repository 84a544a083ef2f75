"""Connections that never finish their request must not keep others out: the real web server, many half-open clients."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from scripts.paths import ROOT

# Two workers of two threads: without patience, four connections are enough to stop the site.
N_SLOW = 16
# Without patience no page comes at all; the machine of the test may be slow.
LIMIT_S = 15
APP = """
def application(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body) + 2))])
    return [b"ok" + body]
"""
HALF = {
    "nothing": b"",
    "half a header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ",
    "half a body": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\na=",
}


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A gunicorn with our configuration around a small application."""
    (tmp_path / "small.py").write_text(APP)
    listener = socket.create_server(("127.0.0.1", 0))
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
    command += ["--bind", f"fd://{listener.fileno()}", "--pythonpath", str(tmp_path), "small:application"]
    environment = {**os.environ, "WEB_THREADS": "2", "WEB_WORKERS": "2"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=[listener.fileno()]) as process:
        port = listener.getsockname()[1]
        listener.close()
        try:
            yield port
        finally:
            process.terminate()


@pytest.mark.parametrize("sent", HALF.values(), ids=HALF)
def test_a_page_comes_while_many_connections_never_finish_their_request(port: int, sent: bytes) -> None:
    with ExitStack() as open_connections:
        for _ in range(N_SLOW):
            slow = open_connections.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.sendall(sent)

        for _ in range(3):
            assert _page(port) == b"ok"


def test_a_client_that_expects_to_be_asked_for_its_body_is_asked(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")

        assert client.recv(4096).startswith(b"HTTP/1.1 100 Continue")


def test_a_request_that_comes_in_pieces_is_answered(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S) as client:
        head = (b"POST / HTTP/1.1\r\nHost: local", b"host\r\nConnection: close\r\nContent-Length: 4\r\n")
        for piece in (*head, b"\r\nab", b"cd"):
            client.sendall(piece)
            # A page between the pieces gives the server time to look at each.
            assert _page(port) == b"ok"
        answer = client.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"okabcd")


@pytest.mark.parametrize("n_bytes", [0, 10, 40_000, 1_000_000])
def test_bodies_of_any_size_arrive_whole(port: int, n_bytes: int) -> None:
    body = b"x" * n_bytes

    assert _page(port, body) == b"ok" + body


def _page(port: int, body: bytes | None = None) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", data=body, timeout=LIMIT_S) as answer:
        read: bytes = answer.read()
    return read
