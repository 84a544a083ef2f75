"""One HTTP request and its answer over a kept connection, and a word for every way in which that can fail."""

import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead, RemoteDisconnected
from threading import Lock

from modelhub.engine.remote.connection import GuardedConnection
from modelhub.engine.remote.key import Key
from modelhub.engine.remote.outcome import Outcome, failure
from modelhub.engine.text_model import ModelGone

_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What an endpoint answered, not yet looked into."""

    status: int
    body: bytes
    retry_after: str | None = None
    location: str | None = None


class ReplyUnusable(Exception):
    """An answer of which not all was read; `kind` and the text say why."""

    def __init__(self, kind: str, problem: str) -> None:
        super().__init__(problem)
        self.kind = kind


class Cancel:
    """Lets one thread end the call that another one waits for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._wanted = False
        self._connection: GuardedConnection | None = None

    def attach(self, connection: GuardedConnection) -> None:
        """Say which connection the call uses. Raises TimeoutError when the call is no longer wanted."""
        with self._lock:
            if self._wanted:
                raise TimeoutError
            self._connection = connection

    def detach(self) -> None:
        """Say that the call is over."""
        with self._lock:
            self._connection = None

    def __call__(self) -> None:
        """End the call, now or as soon as it begins."""
        with self._lock:
            self._wanted = True
            if self._connection is not None:
                self._connection.abort()


class Exchange:
    """Sends requests to one endpoint, from any number of threads; connections are kept for the next request."""

    def __init__(self, connect: Callable[[], GuardedConnection], key: Key, *, max_reply_bytes: int) -> None:
        self._connect = connect
        self._key = key
        self._max_reply_bytes = max_reply_bytes
        self._idle: deque[GuardedConnection] = deque()

    def post(self, path: str, body: bytes, cancel: Cancel, *, until: float) -> Reply | Outcome:
        """Return the answer, or the failure to get one by then; nothing is raised for what an endpoint can do."""
        connection = self._kept() or self._connect()
        connection.begin(until)
        try:
            cancel.attach(connection)
            reply, may_be_kept = self._answer(connection, path, body)
        except (ModelGone, ReplyUnusable, HTTPException, OSError) as error:
            outcome = _failure(error, was_connected=connection.is_open)
            connection.drop()
            return outcome
        finally:
            cancel.detach()
        if may_be_kept:
            self._idle.append(connection)
        else:
            connection.drop()
        return reply

    def close(self) -> None:
        """Drop the idle connections."""
        while connection := self._kept():
            connection.drop()

    def _kept(self) -> GuardedConnection | None:
        """Return the connection that was used last, if the other side has not closed it since."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if connection.is_quiet():
                return connection
            connection.drop()

    def _answer(self, connection: GuardedConnection, path: str, body: bytes) -> tuple[Reply, bool]:
        # The library adds Accept-Encoding: identity, so that nothing small can unpack to something huge.
        connection.request("POST", path, body, {"Content-Type": "application/json", **self._key.headers()})
        response = connection.getresponse()
        may_be_kept = not response.will_close
        content = self._read(response)
        retry_after, location = response.getheader("Retry-After"), response.getheader("Location")
        return Reply(response.status, content, retry_after, location), may_be_kept

    def _read(self, response: HTTPResponse) -> bytes:
        if response.getheader("Content-Encoding", "identity") != "identity":
            raise ReplyUnusable("garbage", "The endpoint compressed its answer although it was not asked to")
        pieces: list[bytes] = []
        n_bytes = response.length or 0
        while n_bytes <= self._max_reply_bytes:
            piece = response.read(_PIECE)
            if not piece and response.length:
                raise IncompleteRead(b"", response.length)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
            n_bytes = max(n_bytes, sum(map(len, pieces)))
        raise ReplyUnusable("too_large", f"The endpoint's answer exceeds {self._max_reply_bytes:,} bytes")


def _failure(error: Exception, *, was_connected: bool) -> Outcome:
    """Return what an error means. Its own text is left out where it could repeat what was sent."""
    if isinstance(error, ModelGone):
        return failure("gone", str(error), for_all=True)
    if isinstance(error, ReplyUnusable):
        return failure(error.kind, str(error), maybe_charged=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return failure("certificate", f"The endpoint's certificate is refused: {error.verify_message}", for_all=True)
    for types, kind, problem in _KINDS if was_connected else _KINDS_UNCONNECTED:
        if isinstance(error, types):
            return failure(kind, problem, again=True, maybe_charged=was_connected)
    raise error


_KINDS: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    ((TimeoutError,), "timeout", "The endpoint did not answer in time"),
    ((ssl.SSLError,), "tls", "The encrypted connection to the endpoint broke"),
    (
        (OSError, RemoteDisconnected, IncompleteRead),
        "cut_off",
        "The endpoint closed the connection before its answer was complete",
    ),
    ((HTTPException,), "garbage", "The endpoint's answer is no HTTP"),
)
_KINDS_UNCONNECTED: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    ((TimeoutError,), "timeout", "The endpoint could not be reached in time"),
    ((ssl.SSLError,), "tls", "No encrypted connection to the endpoint came about"),
    ((OSError, HTTPException), "unreachable", "The endpoint could not be reached"),
)
