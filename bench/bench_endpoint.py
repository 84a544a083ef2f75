"""A model behind an endpoint: python -m bench.bench_endpoint compares it with what the stub endpoint can do at all."""

import argparse
import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import getpid
from statistics import median

from bench.keeping import ROOT, Figure, keep
from bench.processes import cpu_s, memory_mb
from modelhub.engine.remote.config import EndpointConfig
from modelhub.engine.remote.endpoint import EndpointModel
from modelhub.engine.remote.request_body import request_body
from modelhub.engine.text_model import Finish, Message, Sampling, TextRequest

N_IN_FLIGHT = 64
N_ROUNDS = 5
# What a hosted model takes at the least; flat out, the stub answers in a millisecond.
DELAY_MS = 100
_COLUMNS = "\n".join(f"measure_{at}_km: numeric(10, 2), not null" for at in range(11))


def main() -> None:
    """Measure everything and keep it; --check does it in small and keeps nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="few tables, and no line in results/")
    is_small = parser.parse_args().check
    n, n_many = (200, 1000) if is_small else (4000, 100_000)
    figures = [*_throughput(n, delay_ms=0), *_throughput(n, delay_ms=DELAY_MS), *_memory(n_many)]
    if is_small:
        print(*figures, sep="\n")
    else:
        keep("endpoint", figures)


@contextmanager
def stub(*, delay_ms: int) -> Iterator[tuple[str, int]]:
    """Run the stub endpoint in a process of its own; give its base URL and the process."""
    command = [sys.executable, "-m", "modelhub.engine.stub_endpoint", "--port", "0", "--delay-ms", str(delay_ms)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        found = re.search(r"http://\S+/v1", process.stdout.readline())
        assert found, "the stub did not start"
        try:
            yield found.group(), process.pid
        finally:
            process.terminate()


def requests(n: int) -> Iterator[TextRequest]:
    """Yield prompts for tables of twelve columns, made as they are pulled."""
    for key in range(n):
        table = f"<<<TABLE\nfleet.trips_{key} (postgres)\ntrip_id: bigint, primary key\n{_COLUMNS}\nTABLE>>>"
        yield TextRequest(key, (Message("system", "You document tables."), Message("user", table)), 2048)


def config(url: str) -> EndpointConfig:
    """Return how to reach the stub."""
    return EndpointConfig(url, "stub-rules", allow_private=True, n_in_flight=N_IN_FLIGHT)


def _throughput(n: int, *, delay_ms: int) -> list[Figure]:
    with stub(delay_ms=delay_ms) as (url, pid):
        # Once round unmeasured, then in turns, so that what else the machine does hits both.
        _bare(url, n // 10)
        before = cpu_s(pid)
        rounds = [(_bare(url, n), *_ours(url, n)) for _ in range(N_ROUNDS)]
        stub_ms = 1000 * (cpu_s(pid) - before) / (2 * N_ROUNDS * n)
    bare, ours, ours_ms = (median(values) for values in zip(*rounds, strict=True))
    share = median(100 * each / most for most, each, _ in rounds)
    how = f"stub that waits {delay_ms} ms" if delay_ms else "stub flat out"
    return [
        Figure(f"Tables per second, {how}, bare sockets", bare, "/s"),
        Figure(f"Tables per second, {how}, EndpointModel", ours, "/s"),
        Figure(f"EndpointModel as a share of bare sockets, {how}", share, "%", 90, at_least=True),
        Figure(f"CPU per table of EndpointModel, {how}", ours_ms, "ms"),
        Figure(f"CPU per table of the stub, {how}", stub_ms, "ms"),
    ]


def _ours(url: str, n: int) -> tuple[float, float]:
    """Return tables per second, and milliseconds of CPU per table, of the engine's own way."""
    with EndpointModel(config(url)) as model:
        begin, cpu = time.monotonic(), time.process_time()
        n_done = sum(
            completion.finish is Finish.STOP for completion in model.complete(requests(n), sampling=Sampling())
        )
        seconds, cpu = time.monotonic() - begin, time.process_time() - cpu
    assert n_done == n, f"{n - n_done} failed"
    return n / seconds, 1000 * cpu / n


def _bare(url: str, n: int) -> float:
    """Return answers per second when prepared bytes are sent and answers are thrown away: the stub's own limit."""
    host, port = url.removeprefix("http://").removesuffix("/v1").split(":")
    bodies = [request_body(config(url), request, Sampling()) for request in requests(n)]
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: {host}\r\nContent-Length: "
    prepared = iter([f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies])
    begin = time.monotonic()
    asyncio.run(_send_all(host, int(port), prepared))
    return n / (time.monotonic() - begin)


async def _send_all(host: str, port: int, prepared: Iterator[bytes]) -> None:
    await asyncio.gather(*(_send(host, port, prepared) for _ in range(N_IN_FLIGHT)))


async def _send(host: str, port: int, prepared: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    for content in prepared:
        writer.write(content)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0]))
    writer.close()
    await writer.wait_closed()


def _memory(n: int) -> list[Figure]:
    with stub(delay_ms=0) as (url, _), EndpointModel(config(url)) as model:
        seen: list[float] = []
        begin = time.monotonic()
        for at, _ in enumerate(model.complete(requests(n), sampling=Sampling()), start=1):
            if at % (n // 100) == 0:
                seen.append(memory_mb(getpid())[0])
        seconds = time.monotonic() - begin
    return [
        Figure(f"Memory after 1 % of {n:,} tables", seen[0], "MB"),
        Figure(f"Memory gained from 1 % to 100 % of {n:,} tables", seen[-1] - seen[0], "MB", 2),
        Figure(f"Largest memory in {n:,} tables", max(seen), "MB"),
        Figure(f"Tables per second over {n:,} tables, while memory is read", n / seconds, "/s"),
    ]


if __name__ == "__main__":
    main()
