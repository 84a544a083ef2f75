"""An endpoint that misbehaves on command, over real sockets on this machine."""

import asyncio
import gzip
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from threading import Thread

from modelhub.engine.stub_endpoint.http_server import Asked, Respond, serve, write_json

TLS = Path(__file__).resolve().parents[1] / "data" / "tls"
CERTIFICATE, CERTIFICATE_KEY = TLS / "certificate.pem", TLS / "key.pem"
METADATA_URL = "http://169.254.169.254/latest/meta-data/"


@dataclass
class Stub:
    """A running stub, and what it has seen."""

    port: int = 0
    scheme: str = "http"
    host: str = "127.0.0.1"
    asked: list[Asked] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"{self.scheme}://{self.host}:{self.port}/v1"

    def bodies(self) -> list[dict[str, object]]:
        """What was asked, as JSON."""
        return [json.loads(asked.body) for asked in self.asked]


@contextmanager
def running(*first: Respond, then: Respond | None = None, with_tls: bool = False) -> Iterator[Stub]:
    """Run a stub that answers as told, one after the other, and from then on all the same way (well, unless told)."""
    stub = Stub(scheme="https" if with_tls else "http")
    responds = chain(first, repeat(then or says("Fine.")))

    async def respond(asked: Asked, writer: asyncio.StreamWriter) -> None:
        stub.asked.append(asked)
        stub.connections.add(writer.get_extra_info("peername"))
        await next(responds)(asked, writer)

    loop = asyncio.new_event_loop()
    # The loop runs in its thread from the start: a browser's loop may be running in this one.
    thread = Thread(target=loop.run_forever)
    thread.start()
    starting = serve(respond, host="127.0.0.1", port=0, tls=_tls() if with_tls else None)
    server = asyncio.run_coroutine_threadsafe(starting, loop).result()
    stub.port = server.sockets[0].getsockname()[1]
    try:
        yield stub
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(server: asyncio.Server) -> None:
    await _turns()  # a connection that is only just accepted can't attach itself to a closed server
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await _turns()  # sockets are closed in a turn after


async def _turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, CERTIFICATE_KEY)
    return context


def says(text: str, **fields: object) -> Respond:
    """Answer well, with this text; more fields replace those of the answer."""
    usage = {"prompt_tokens": 11, "completion_tokens": 7}
    choice = {"message": {"role": "assistant", "content": text}, "text": text, "finish_reason": "stop"}
    return answers(200, {"choices": [choice], "usage": usage, **fields})


def answers(status: int, content: object, *, headers: str = "") -> Respond:
    """Answer with this status and JSON."""

    async def respond(asked: Asked, writer: asyncio.StreamWriter) -> None:
        write_json(writer, status, content, headers=headers)

    return respond


def fails(status: int, *, code: str = "", headers: str = "") -> Respond:
    """Answer with an error that repeats the prompt and the key, as some servers do."""

    async def respond(asked: Asked, writer: asyncio.StreamWriter) -> None:
        said = f"{asked.headers.get('authorization')} asked {asked.body.decode()}"
        write_json(writer, status, {"error": {"message": said, "code": code}}, headers=headers)

    return respond


def writes(raw: bytes, *, close: bool = False) -> Respond:
    """Write these bytes, whatever they are."""

    async def respond(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        if close:
            writer.close()

    return respond


def body(content: bytes, *, length: int | None = None, headers: str = "", close: bool = False) -> Respond:
    """Answer 200 with these bytes; announce another length, if told, and close after them."""
    announced = len(content) if length is None else length
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {announced}\r\n{headers}\r\n"
    return writes(head.encode() + content, close=close)


async def never(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.sleep(3600)


async def drips_head(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Send one byte of a header every now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    await _drip(writer)


async def drips_body(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Send one byte of the answer every now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    await _drip(writer)


async def _drip(writer: asyncio.StreamWriter) -> None:
    while not writer.is_closing():
        writer.write(b"x")
        await asyncio.sleep(0.02)


async def floods(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Send an answer without an end."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


async def hangs_up(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Close without an answer."""
    writer.close()


async def echoes_the_key(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Answer with the key in the text."""
    await says(f"My key is {asked.headers['authorization'].removeprefix('Bearer ')}!")(asked, writer)


chunked = writes(
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'15\r\n{"choices": [{"text":\r\na\r\n "In bits"\r\n3\r\n}]}\r\n0\r\n\r\n'
)
compressed = body(gzip.compress(b'{"choices": []}'), headers="Content-Encoding: gzip\r\n")
half_json = body(b'{"choices": [{"message": {"content": "The tab')
garbage = body(b"<html>Bad gateway</html>")
cut_off = body(b'{"choices": [', length=1000, close=True)
cut_off_in_a_chunk = writes(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"cho', close=True)
no_http = writes(b"220 mail.example ESMTP\r\n", close=True)
claims_to_be_huge = body(b"{}", length=10**12)
empty = answers(200, {"choices": []})
redirects_to_metadata = answers(302, {}, headers=f"Location: {METADATA_URL}\r\n")
redirects_elsewhere = answers(307, {}, headers="Location: https://api.example.com/v2/chat/completions\r\n")
