"""The hash chain of a study's log, as arithmetic: what is hashed, and how a chain is verified."""

from collections.abc import Iterable
from dataclasses import dataclass

from evaluator.canonical import canonical_json, sha256_hex

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One log entry as it was hashed."""

    seq: int
    at: str
    actor: str
    event: str
    detail: str
    previous: str
    digest: str


def link_digest(*, seq: int, at: str, actor: str, event: str, detail: str, previous: str) -> str:
    """Return SHA-256 of canonical JSON of an entry and of the digest before it, as hex."""
    return sha256_hex(
        canonical_json({"seq": seq, "at": at, "actor": actor, "event": event, "detail": detail, "previous": previous})
    )


def first_break(links: Iterable[Link]) -> str | None:
    """Return what is wrong with a chain, naming the first bad entry, or None when it holds."""
    previous = GENESIS
    for expected_seq, link in enumerate(links, start=1):
        if link.seq != expected_seq:
            return f"log entry {expected_seq} is missing: the next one is {link.seq}"
        if link.previous != previous:
            return f"log entry {link.seq} does not follow entry {expected_seq - 1}"
        digest = link_digest(
            seq=link.seq, at=link.at, actor=link.actor, event=link.event, detail=link.detail, previous=link.previous
        )
        if digest != link.digest:
            return f"log entry {link.seq} was changed after it was written"
        previous = link.digest
    return None
