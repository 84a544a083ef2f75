"""Units: how they are written at the end of a name, and what they are called in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from modelhub.engine.synth.offline.lexicon import FOLDER


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit; `suffixes` are its usual spellings in names."""

    suffixes: tuple[str, ...]
    spoken: str


@cache
def units() -> Mapping[str, Unit]:
    """Return all units by key."""
    found = {}
    for line in (FOLDER / "units.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, suffixes, spoken = (part.strip() for part in line.split(" | "))
            found[key] = Unit(tuple(suffixes.split()), spoken)
    return found
