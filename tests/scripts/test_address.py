"""Taking the address before anything is started."""

import socket
import threading
from contextlib import closing

import pytest

from scripts.address import first_status, listen
from scripts.start_error import StartError


def test_listen_takes_any_free_port_for_0() -> None:
    with closing(listen("127.0.0.1", 0)) as listener:
        assert listener.getsockname()[1] > 0


def test_listen_says_that_the_port_is_taken_and_what_to_do() -> None:
    with closing(listen("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(StartError) as caught:
            listen("127.0.0.1", port)
    assert str(caught.value).startswith(f"port {port} on 127.0.0.1 is taken by another program.")


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_listen_says_that_the_host_is_not_ours(host: str) -> None:
    with pytest.raises(StartError, match=f"^HOST={host} is no address of this machine"):
        listen(host, 0)


def test_first_status_is_none_when_nobody_takes_the_call() -> None:
    with closing(listen("127.0.0.1", 0)) as listener:
        assert first_status(listener, "http://localhost") is None


def test_first_status_asks_for_the_first_page_by_the_name_of_the_site() -> None:
    requests: list[bytes] = []

    def answer(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            requests.append(connection.recv(4096))
            connection.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")

    with closing(listen("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, args=[listener])
        thread.start()
        assert first_status(listener, "https://bench.example") == 503
        thread.join()
    lines = requests[0].split(b"\r\n")
    assert lines[0] == b"GET / HTTP/1.1"
    assert b"Host: bench.example" in lines
