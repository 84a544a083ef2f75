"""Which code trained: the package's version and a digest over the engine's sources."""

import hashlib
from functools import cache
from pathlib import Path

VERSION = "0.1.0"
ENGINE = Path(__file__).resolve().parents[1]
# What decides about trained weights; other parts may change without another result.
PARTS = ("train", "local", "checkpoints")


@cache
def code_version() -> str:
    """Return "version+digest"."""
    digest = hashlib.sha256()
    for path in sorted(one for part in PARTS for one in (ENGINE / part).rglob("*.py")):
        digest.update(f"{path.relative_to(ENGINE).as_posix()}\n".encode() + path.read_bytes())
    return f"{VERSION}+{digest.hexdigest()[:16]}"
