"""What tables of a kind are good for, whatever the use case: read from vocabulary/purposes.txt."""

from collections.abc import Mapping
from functools import cache

from modelhub.engine.synth.offline.lexicon import FOLDER


@cache
def purposes() -> Mapping[str, tuple[str, ...]]:
    """Return purposes by process, kind of table or class of thing."""
    found = {}
    for line in (FOLDER / "purposes.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, texts = line.partition(" | ")
            found[key] = tuple(texts.split(" / "))
    return found
