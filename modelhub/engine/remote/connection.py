"""An HTTP connection to a checked address that never outlives its deadline, however slowly the other side drips.

The standard library's client reads no proxy from the environment, follows no redirect and decompresses nothing, and costs
a fifth of the CPU of the larger clients (docs/decisions/endpoint-client.md).
"""

import io
import socket
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import cast

from modelhub.engine.remote.route import Route


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, without any byte arriving, and in all for one attempt."""

    connect_s: float = 10.0
    # An answer that is not streamed arrives all at once, when the last token is written.
    read_s: float = 300.0
    total_s: float = 600.0


class GuardedConnection(HTTPConnection):
    """A connection to an endpoint; one thread uses it at a time, and any thread may abort it."""

    def __init__(self, route: Route, timeouts: Timeouts, tls: ssl.SSLContext | None) -> None:
        super().__init__(route.url.host, route.url.port)
        self._route = route
        self._timeouts = timeouts
        self._tls = tls
        if self._tls:
            self.default_port = 443  # else the port would stand in the Host header
        self._socket: socket.socket | None = None
        self._deadline = 0.0
        self._aborted = False

    @property
    def is_open(self) -> bool:
        """Whether it is connected."""
        return self._socket is not None

    def is_quiet(self) -> bool:
        """Whether it is connected, and the other side has neither closed it nor said anything unasked."""
        if self._socket is None:
            return False
        self._socket.settimeout(0)
        try:
            # The plain method: that of a TLS socket has no peeking.
            socket.socket.recv(self._socket, 1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def begin(self, until: float) -> None:
        """Start the time of an attempt, which ends at a moment of the monotonic clock at the latest."""
        self._deadline = min(until, time.monotonic() + self._timeouts.total_s)

    def connect(self) -> None:
        """Connect to the first checked address that answers. Raises AddressRefused and OSError."""
        errors: list[OSError] = []
        for address in self._route.addresses():
            try:
                self._socket = self._connected(str(address))
                break
            except ssl.SSLError:
                raise
            except OSError as error:
                errors.append(error)
        else:
            self._route.forget()
            raise errors[0]
        # What the library asks of a socket, with the deadline over it.
        self.sock = cast(socket.socket, _TimedSocket(self))

    def _connected(self, address: str) -> socket.socket:
        plain = socket.create_connection((address, self._route.url.port), self.left_s(self._timeouts.connect_s))
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # Certificate and server name are those of the URL's host, not of the address.
            made = self._tls.wrap_socket(plain, server_hostname=self._route.url.host) if self._tls else plain
        except OSError:
            plain.close()
            raise
        return made

    def left_s(self, at_most_s: float) -> float:
        """Return the seconds left for one step. Raises TimeoutError when there are none."""
        left_s = min(at_most_s, self._deadline - time.monotonic())
        if left_s <= 0 or self._aborted:
            raise TimeoutError
        return left_s

    def send_all(self, content: bytes) -> None:
        """Send all of it before the deadline."""
        rest = memoryview(content)
        while rest:
            rest = rest[self._ready(self._timeouts.read_s).send(rest) :]

    def receive_into(self, buffer: memoryview) -> int:
        """Receive what there is, waiting no longer than the deadline."""
        return self._ready(self._timeouts.read_s).recv_into(buffer)

    def _ready(self, at_most_s: float) -> socket.socket:
        if self._socket is None:
            raise ConnectionResetError
        self._socket.settimeout(self.left_s(at_most_s))
        return self._socket

    def abort(self) -> None:
        """End whatever another thread is waiting for on this connection."""
        self._aborted = True
        if sock := self._socket:
            try:
                # The plain method: that of a TLS socket changes its state under the thread that reads.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                return  # it is closed already

    def drop(self) -> None:
        """Close it for good."""
        self.close()
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class _TimedSocket:
    """The part of a socket that `http.client` uses."""

    def __init__(self, connection: GuardedConnection) -> None:
        self._connection = connection

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return a reader; the library opens one for every response."""
        return io.BufferedReader(_TimedReader(self._connection))

    def sendall(self, content: bytes) -> None:
        """Send all of it."""
        self._connection.send_all(content)

    def close(self) -> None:
        """Do nothing: the library closes it before the response is read, and whoever holds the connection drops it."""


class _TimedReader(io.RawIOBase):
    def __init__(self, connection: GuardedConnection) -> None:
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._connection.receive_into(buffer)
