"""What each subsector has and does, read from vocabulary/: nouns by class, measures with their meaning, staff, schemas."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from modelhub.engine.synth.brief import Industry, sector_of

FOLDER = Path(__file__).with_name("vocabulary")
CLASSES = ("place", "asset", "item", "lot", "party", "deal", "act")
_CLASS_OF_LETTER = {"p": "place", "a": "asset", "i": "item", "l": "lot", "y": "party", "d": "deal", "v": "act"}
_MEASURE = re.compile(r"m:([paildyv]+) ([^;]+);(\w+);(.+)")


class VocabularyError(ValueError):
    """A vocabulary file that can't be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something measured: its name in words, its unit (a key of units.txt, or n, ratio, score, usd), its meaning."""

    words: str
    unit: str
    meaning: str
    classes: tuple[str, ...]


@dataclass(slots=True)
class Subsector:
    """The words of one subsector (three digits of NAICS)."""

    code: str
    title: str
    schemas: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    nouns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)

    def measures_of(self, noun_class: str) -> list[Measure]:
        """Return what can be measured on a thing of this class."""
        return [measure for measure in self.measures if noun_class in measure.classes]


def subsector_of(industry: Industry, chance: Random) -> Subsector:
    """Return the words for an industry: its subsector's, for a sector or an unknown code one of the sector's, else any."""
    known = subsectors()
    if found := known.get(industry.code[:3]):
        return found
    of_sector = [code for code in known if sector_of(code) == industry.sector]
    return known[chance.choice(of_sector or list(known))]


@cache
def subsectors() -> Mapping[str, Subsector]:
    """Return all subsectors by code. Raises VocabularyError."""
    found: dict[str, Subsector] = {}
    for path in sorted(FOLDER.glob("[0-9]*.txt")):
        current: Subsector | None = None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("["):
                code, _, title = line[1:].partition("] ")
                current = found.setdefault(code, Subsector(code, title))
            elif line and current is not None:
                _take(current, line, f"{path.name}, line {number}")
    return found


def _take(subsector: Subsector, line: str, place: str) -> None:
    if measure := _MEASURE.fullmatch(line):
        letters, words, unit, meaning = measure.groups()
        classes = tuple(_CLASS_OF_LETTER[letter] for letter in letters)
        subsector.measures.append(Measure(words, unit, meaning, classes))
        return
    head, colon, rest = line.partition(": ")
    if not colon:
        raise VocabularyError(f"{place}: {line!r} is neither a list nor a measure")
    if head == "schemas":
        subsector.schemas = tuple(rest.split())
    elif head == "staff":
        subsector.staff = tuple(rest.split(", "))
    elif head in CLASSES:
        subsector.nouns[head] = tuple(rest.split(", "))
    else:
        raise VocabularyError(f"{place}: there is no class {head!r}")
