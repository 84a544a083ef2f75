"""What can be said about a thing of a class, or about something done with it, read from vocabulary/attributes.txt."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from modelhub.engine.synth.offline.lexicon import FOLDER, VocabularyError

_FEWEST_FIELDS, _MOST_FIELDS = 3, 4


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column in the abstract: words, logical type (`num:kg`, `enum:a,b`, `money` …), meaning, why it may be null ('' never)."""

    words: str
    type: str
    meaning: str
    null_reason: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """Something done with things of some classes; `topics` matches titles of use cases that need it."""

    name: str
    classes: tuple[str, ...]
    topics: re.Pattern[str]
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All attributes: of classes, of processes, and of kinds of tables."""

    classes: Mapping[str, tuple[Attribute, ...]]
    processes: tuple[Process, ...]
    generic: Mapping[str, tuple[Attribute, ...]]


@cache
def library() -> Library:
    """Return the library. Raises VocabularyError."""
    sections: dict[str, list[Attribute]] = {}
    current: list[Attribute] | None = None
    path = FOLDER / "attributes.txt"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            if current is None:
                raise VocabularyError(f"{path.name}, line {number}: an attribute before any [section]")
            current.append(_attribute(line, f"{path.name}, line {number}"))
    return _library({name: tuple(attributes) for name, attributes in sections.items()})


def _library(sections: Mapping[str, tuple[Attribute, ...]]) -> Library:
    of_kind: dict[str, dict[str, tuple[Attribute, ...]]] = {"class": {}, "process": {}, "generic": {}}
    for name, attributes in sections.items():
        kind, _, rest = name.partition(" ")
        of_kind[kind][rest] = attributes
    processes = []
    for head, attributes in of_kind["process"].items():
        name, classes, topics = (part.strip() for part in head.split(" ; "))
        processes.append(Process(name, tuple(classes.split()), re.compile(topics, re.IGNORECASE), attributes))
    return Library(of_kind["class"], tuple(processes), of_kind["generic"])


def _attribute(line: str, place: str) -> Attribute:
    # Alternatives have bars without spaces around them.
    fields = [part.strip() for part in line.split(" | ")]
    if not _FEWEST_FIELDS <= len(fields) <= _MOST_FIELDS:
        raise VocabularyError(f"{place}: write words | type | meaning, and perhaps | why it may be null")
    return Attribute(*fields)
