"""`stub-endpoint`: serve the stub until it is stopped."""

import argparse
import asyncio
from collections.abc import Sequence

from modelhub.engine.stub_endpoint.endpoint import answering
from modelhub.engine.stub_endpoint.http_server import serve
from modelhub.engine.stub_endpoint.writers import WRITERS


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        asyncio.run(_serve(options.host, options.port, options.delay_ms / 1000))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        print(f"Cannot listen on {options.host}, port {options.port}: {error.strerror}")
        return 1
    return 0


async def _serve(host: str, port: int, delay_s: float) -> None:
    server = await serve(answering(delay_s=delay_s), host=host, port=port)
    at = server.sockets[0].getsockname()[1]
    print(f"A stub without a model answers at http://{host}:{at}/v1 as {', '.join(WRITERS)}.", flush=True)
    async with server:
        await server.serve_forever()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stub-endpoint",
        description="An OpenAI-compatible endpoint that documents tables by rules, without a model.",
    )
    parser.add_argument("--port", type=int, default=8900, help="0 takes any that is free (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: %(default)s, this machine only)")
    parser.add_argument("--delay-ms", type=float, default=0.0, help="wait so long before every answer")
    return parser
