"""Lines of a file gathered to pieces, so that compression and the network see few of them."""

from collections.abc import Iterable, Iterator

PIECE = 64 * 1024


def in_pieces(lines: Iterable[str]) -> Iterator[str]:
    """Join lines to pieces of about 64 KiB."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= PIECE:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)
