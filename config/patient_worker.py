"""A gunicorn worker of threads that gives a thread to a request only once it is there.

gthread reads a request in one of its few threads and waits there for the rest without a limit (gunicorn 27 has no setting
for it; `timeout` watches the worker, not the client). A handful of connections that send half a header, or nothing, then
stop the site. Here they wait in the main loop, which looks at what the kernel holds for them and closes them when
nothing more comes.
"""

import re
import struct
import time
from socket import MSG_DONTWAIT, MSG_PEEK, SO_RCVTIMEO, SOL_SOCKET
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

# As much as the kernel takes in before anybody reads: a whole answer of a rater fits. Of what is longer, such as a file,
# the rest is awaited in a thread, BODY_S for each piece.
WHOLE_BYTES = 32 * 1024
REQUEST_S = 20
BODY_S = 10
# A client sends right after it has connected; a thread waits for that so long, and the main loop looks so often.
FIRST_BYTES_S = 0.1
LOOK_AGAIN_S = 0.1

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,10})[ \t]*\r\n", re.IGNORECASE)
_WAIT = object()


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Threads for requests that have arrived; all other connections wait in the main loop."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._waiting: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> object:
        """Serve a request in a thread, or say that it has to be waited for."""
        if not conn.initialized:
            conn.wait_for_data(FIRST_BYTES_S)
        if not _has_arrived(conn):
            return _WAIT
        conn.sock.setsockopt(SOL_SOCKET, SO_RCVTIMEO, struct.pack("ll", BODY_S, 0))
        return super().handle(conn)

    def finish_request(self, conn: TConn, future: Any) -> None:
        """Take a connection back from its thread (main loop)."""
        if not future.cancelled() and future.exception() is None and future.result() is _WAIT:
            self._waiting.setdefault(conn, time.monotonic() + REQUEST_S)
        else:
            super().finish_request(conn, future)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for events, for a moment only while connections wait."""
        super().wait_for_and_dispatch_events(min(timeout, LOOK_AGAIN_S) if self._waiting else timeout)

    def murder_pending(self) -> None:
        """Hand on what has arrived meanwhile, and close what is too late (main loop)."""
        super().murder_pending()
        now = time.monotonic()
        for conn, deadline in list(self._waiting.items()):
            if _has_arrived(conn):
                del self._waiting[conn]
                self.enqueue_req(conn)
            elif now > deadline or not self.alive:
                del self._waiting[conn]
                self.nr_conns -= 1
                conn.close()


def _has_arrived(conn: TConn) -> bool:
    """Tell whether the next request, or as much of it as WHOLE_BYTES, is there; true where reading won't wait."""
    if conn.parser is not None and conn.parser.unreader.buf.getvalue():
        return True
    try:
        held = conn.sock.recv(WHOLE_BYTES, MSG_PEEK | MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True
    head, end, body = held.partition(b"\r\n\r\n")
    # A client that expects "100 Continue" sends its body only when a thread has answered that.
    if not held or len(held) >= WHOLE_BYTES or (end and b"\r\nexpect:" in head.lower()):
        return True
    length = _LENGTH.search(head + b"\r\n")
    return bool(end) and (length is None or len(body) >= min(int(length[1]), WHOLE_BYTES - len(head) - 4))
