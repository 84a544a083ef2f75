"""As much of an HTTP server as an endpoint needs: requests with a body, connections kept, any answer at all."""

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

MOST_BODY_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; names of headers in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


# Writes an answer, good or bad; the connection is kept unless the writer is closed.
Respond = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


async def serve(respond: Respond, *, host: str, port: int, tls: ssl.SSLContext | None = None) -> asyncio.Server:
    """Start to listen; port 0 takes any that is free."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing() and (asked := await _read(reader)):
                await respond(asked, writer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # gone in the middle, or no HTTP: there is nobody to tell
        except asyncio.CancelledError:
            # The server stops. Passed on, it would be reported as an error of this connection.
            writer.transport.abort()
        finally:
            writer.close()

    return await asyncio.start_server(converse, host, port, ssl=tls)


def write_json(writer: asyncio.StreamWriter, status: int, content: object, *, headers: str = "") -> None:
    """Write a whole answer; more headers are lines that end in CRLF."""
    body = json.dumps(content).encode()
    head = f"HTTP/1.1 {status} Stub\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    writer.write(head.encode("ascii") + body)


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    """Return the next request, or None at the end. Raises ValueError for what is no HTTP."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    n_bytes = int(headers.get("content-length", "0"))
    if not 0 <= n_bytes <= MOST_BODY_BYTES:
        raise ValueError("too much at once")
    return Asked(method, path, headers, await reader.readexactly(n_bytes))
