"""Which code computes the numbers: the package's version and a digest over the statistics' sources."""

from functools import cache
from pathlib import Path

from evaluator.canonical import canonical_json, sha256_hex

VERSION = "0.1.0"
STATISTICS = Path(__file__).parent / "stats"


@cache
def code_version() -> str:
    """Return "version+digest"; sealed at opening, so that a change before the lock shows."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in sorted(STATISTICS.glob("*.py"))}
    return f"{VERSION}+{sha256_hex(canonical_json(sources))[:16]}"
