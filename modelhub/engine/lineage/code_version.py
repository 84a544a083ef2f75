"""Which code trained: the package's version and a digest over the engine's sources."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

VERSION = "0.1.0"
ENGINE = Path(__file__).resolve().parents[1]
# What decides about trained weights and the tokens that they are learnt from; the rest may change without another result.
PARTS = ("train", "local", "checkpoints", "chat.py", "chat_child.py", "tiny.py")


@cache
def code_version(engine: Path = ENGINE) -> str:
    """Return "version+digest"."""
    digest = hashlib.sha256()
    for path in sorted(one for part in PARTS for one in _sources(engine / part)):
        digest.update(f"{path.relative_to(engine).as_posix()}\n".encode() + path.read_bytes())
    return f"{VERSION}+{digest.hexdigest()[:16]}"


def _sources(part: Path) -> Iterable[Path]:
    return [part] if part.is_file() else part.rglob("*.py")
