"""The address we serve at: taken before anything is started, and kept while the web server restarts."""

import errno
import http.client
import socket
from urllib.parse import urlsplit

from scripts.start_error import StartError

BACKLOG = 1024
ANSWER_LIMIT_S = 2


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raises StartError when the address is taken, forbidden or not ours."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise StartError(_reason(host, port, errno.EADDRNOTAVAIL)) from error
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise StartError(_reason(host, port, error.errno)) from error
    return listener


def first_status(listener: socket.socket, site_url: str) -> int | None:
    """Return the HTTP status of the site's first page, or None when none comes within two seconds."""
    host, port = listener.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(reachable, port, timeout=ANSWER_LIMIT_S)
    try:
        connection.request("GET", "/", headers={"Host": urlsplit(site_url).netloc})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _reason(host: str, port: int, code: int | None) -> str:
    if code == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is taken by another program. "
            f"Stop it, or choose another port: make run PORT={port + 1 if port < 65535 else 8000}"
        )
    if code == errno.EACCES:
        return f"this account may not use port {port}. Choose one from 1024 on: make run PORT=8000"
    return f"HOST={host} is no address of this machine. Use HOST=127.0.0.1, or HOST=0.0.0.0 for all its addresses."
