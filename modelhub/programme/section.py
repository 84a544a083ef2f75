"""A mapping of a programme file, read key by key; what is wrong is noted with line and key, and reading goes on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from modelhub.programme.yaml_tree import Mapping, Node, Scalar, Sequence

MOST_ITEMS = 50
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_DOLLARS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,4})?")
T = TypeVar("T")


@dataclass(slots=True)
class Notes:
    """What was found while reading: problems, and the line of every key by its path."""

    problems: list[str] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def note(self, path: str, problem: str) -> None:
        """Keep a problem with its place."""
        line = self.lines.get(path)
        self.problems.append(f"line {line}, {path}: {problem}" if line else f"{path}: {problem}")


class Section:
    """One mapping. Every read key is ticked off; `close` notes those that nobody asked for."""

    def __init__(self, node: Node | None, path: str, notes: Notes) -> None:
        self.path, self.notes = path, notes
        # Of a section that is missing that is said once, and not of each of its keys.
        self._is_given = node is not None
        self._entries: dict[str, Node] = {}
        self._known: list[str] = []
        if isinstance(node, Mapping):
            self._entries = node.entries
            for key, line in node.lines.items():
                notes.lines[self.at(key)] = line
        elif node is not None:
            notes.note(path or "the file", "write keys with values here, one per line")

    def at(self, key: str) -> str:
        """Return a key's path from the top."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Tell whether the key is given."""
        return key in self._entries

    def note(self, key: str, problem: str) -> None:
        """Keep a problem of a key, or of the whole section where the key is blank."""
        self.notes.note((self.at(key) if key else self.path) or "the file", problem)

    def text(self, key: str, *, default: str | None = None, most: int = 120) -> str:
        """Return a text of one line; without a default it must be there."""

        def read(text: str) -> str:
            if not text.isprintable() or len(text) > most:
                raise ValueError(f"write one line of at most {most} characters")
            return text

        return self._value(key, read, default or "", needed=default is None)

    def whole(self, key: str, *, least: int, most: int, default: int | None = None) -> int:
        """Return a whole number of a range; without a default it must be there."""

        def read(text: str) -> int:
            if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
                raise ValueError(f"{text[:40]!r} is not a whole number from {least:,} to {most:,}")
            return int(text)

        return self._value(key, read, least if default is None else default, needed=default is None)

    def dollars(self, key: str) -> Decimal | None:
        """Return an amount of dollars, or None where none is given."""

        def read(text: str) -> Decimal | None:
            if not _DOLLARS.fullmatch(text) or not Decimal(text):
                raise ValueError(f"{text[:40]!r} is no amount of dollars, such as 5.00")
            return Decimal(text)

        return self._value(key, read, None)

    def flag(self, key: str) -> bool:
        """Return true or false; false where it is not given."""

        def read(text: str) -> bool:
            if text not in ("true", "false"):
                raise ValueError(f"{text[:40]!r}: write true or false")
            return text == "true"

        return self._value(key, read, False)

    def parsed(self, key: str, read: Callable[[str], T]) -> T | None:
        """Return what `read` makes of a text, or None where none is given; its ValueError is noted."""
        return self._value(key, read, None)

    def texts(self, key: str, *, most: int = 120) -> tuple[str, ...]:
        """Return a list of texts; empty where it is not given."""
        found = []
        for path, node in self._items(key):
            if isinstance(node, Scalar) and node.text.strip() and node.text.isprintable() and len(node.text) <= most:
                found.append(node.text.strip())
            else:
                self.notes.note(path, f"write one line of at most {most} characters")
        return tuple(found)

    def section(self, key: str) -> "Section":
        """Return a mapping below; it must be there."""
        self._known.append(key)
        if key not in self._entries and self._is_given:
            self.note("", f"{key} is missing")
        return Section(self._entries.get(key), self.at(key), self.notes)

    def sections(self, key: str) -> list["Section"]:
        """Return a list of mappings."""
        return [Section(node, path, self.notes) for path, node in self._items(key)]

    def values(self) -> Iterator[tuple[str, str | tuple[str, ...]]]:
        """Yield every key with its text, or its list of texts: for sections whose keys are known elsewhere."""
        for key, node in self._entries.items():
            self._known.append(key)
            if isinstance(node, Scalar):
                yield key, node.text
            elif isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
                yield key, tuple(item.text for item in node.items if isinstance(item, Scalar))
            else:
                self.note(key, "write one value, or a list of values")

    def close(self) -> None:
        """Note every key that was not asked for."""
        for key in self._entries:
            if key not in self._known:
                self.note(key, f"there is no such key; there are {', '.join(dict.fromkeys(self._known))}")

    def _value(self, key: str, read: Callable[[str], T], stand_in: T, *, needed: bool = False) -> T:
        """Return what is read; what goes on after a problem is the stand-in."""
        self._known.append(key)
        node = self._entries.get(key)
        if node is None:
            if needed and self._is_given:
                self.note("", f"{key} is missing")
        elif not isinstance(node, Scalar) or not node.text.strip():
            self.note(key, "write a value")
        else:
            try:
                return read(node.text.strip())
            except ValueError as error:
                self.note(key, str(error))
        return stand_in

    def _items(self, key: str) -> Iterator[tuple[str, Node]]:
        self._known.append(key)
        node = self._entries.get(key)
        if node is None:
            return
        if not isinstance(node, Sequence) or len(node.items) > MOST_ITEMS:
            self.note(key, f"write a list of at most {MOST_ITEMS} items, each behind a dash")
            return
        for number, item in enumerate(node.items, start=1):
            path = f"{self.at(key)}[{number}]"
            self.notes.lines[path] = item.line
            yield path, item
