"""Text of a programme file --> a tree of texts, lists and mappings that know their lines; no more of YAML than that."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml

MOST_CHARACTERS = 200_000
MOST_DEPTH = 6


class FileRefused(Exception):
    """The file can't be carried out as it stands; each problem names its place and what to write there."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value, as the text that stands in the file."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Values by key, and the line of each key."""

    entries: dict[str, "Node"]
    lines: dict[str, int]
    line: int


Node: TypeAlias = Scalar | Sequence | Mapping


def read_tree(text: str) -> Node:
    """Return the file's only document. Raises FileRefused."""
    if len(text) > MOST_CHARACTERS:
        raise FileRefused(f"The file has more than {MOST_CHARACTERS:,} characters: this is no programme.")
    try:
        # Events, not objects: nothing is made by a tag, and an alias is seen before it multiplies anything.
        events = iter(yaml.parse(text, Loader=yaml.SafeLoader))
        return _document(events)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileRefused(f"line {mark.line + 1 if mark else '?'}: this is no YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise FileRefused(f"This is no YAML: {str(error).splitlines()[0]}") from error


def _document(events: Iterator[yaml.Event]) -> Node:
    for event in events:
        if isinstance(event, yaml.StreamEndEvent):
            break
        if isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            continue
        root = _node(event, events, 1)
        if any(isinstance(later, yaml.DocumentStartEvent) for later in events):
            raise FileRefused("The file holds more than one document (---): keep one.")
        return root
    raise FileRefused("The file is empty.")


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
    line = _checked_line(event, depth)
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(event.value, line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence(tuple(_items(events, depth)), line)
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        name, at = _key(key, depth)
        if name in entries:
            raise FileRefused(f"line {at}: {name} stands there twice, first in line {lines[name]}: keep one.")
        lines[name] = at
        entries[name] = _node(next(events), events, depth + 1)
    return Mapping(entries, lines, line)


def _items(events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        yield _node(event, events, depth + 1)


def _key(event: yaml.Event, depth: int) -> tuple[str, int]:
    line = _checked_line(event, depth)
    if not isinstance(event, yaml.ScalarEvent):
        raise FileRefused(f"line {line}: a key must be one word.")
    return event.value, line


def _checked_line(event: yaml.Event, depth: int) -> int:
    """Return the event's line. Raises FileRefused for what a programme has no use for."""
    line = event.start_mark.line + 1 if event.start_mark else 0
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise FileRefused(f"line {line}: anchors and aliases (& and *) are not taken: write the value out.")
    if getattr(event, "tag", None) not in (None, "!"):
        raise FileRefused(f"line {line}: tags (!) are not taken: write the value alone.")
    if depth > MOST_DEPTH:
        raise FileRefused(f"line {line}: this is nested deeper than any programme.")
    return line
