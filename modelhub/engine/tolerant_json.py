"""Reads the first object of a text that should be JSON: wrapped in prose, cut off, with wrong quotes or commas."""

import json
import re
from dataclasses import dataclass

from modelhub.engine.json_ends import plain_text

MAX_DEPTH = 5
MAX_CHARACTERS = 400_000
_FENCE = re.compile(r"```[a-zA-Z]*\s*(\{.*?)(?:```|\Z)", re.DOTALL)
_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "‘": "’"}
_BARE = re.compile(r"[^\s,:{}\[\]\"']+")
_BLANK = re.compile(r"[\s,]*")

Value = str | int | float | bool | None | dict[str, "Value"] | list["Value"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and in words what had to be mended for it; nothing at all was readable when `value` is None."""

    value: dict[str, Value] | None
    mended: tuple[str, ...] = ()
    cut: bool = False


def read_object(text: str) -> Reading:
    """Return the first JSON object of a text."""
    thoughtless = _without_thoughts(text[:MAX_CHARACTERS])
    fenced = _FENCE.search(thoughtless)
    inner = fenced.group(1) if fenced else thoughtless
    start = inner.find("{")
    if start < 0:
        return Reading(None)
    pairs: list[str] = []
    try:
        value, end = json.JSONDecoder(object_pairs_hook=lambda found: _unique(found, pairs)).raw_decode(inner, start)
    except (ValueError, RecursionError):
        return _Tolerant(inner, start).reading()
    around = bool(inner[:start].strip() or inner[end:].strip() or fenced)
    return Reading(value, (*(["text around the object"] if around else []), *pairs))


def _without_thoughts(text: str) -> str:
    kept = []
    while text:
        before, _, rest = text.partition("<think>")
        kept.append(before)
        text = rest.partition("</think>")[2]
    return "".join(kept)


def _unique(found: list[tuple[str, Value]], notes: list[str]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, value in found:
        if name in values:
            notes.append(f"{name!r} stood twice, the first was kept")
        else:
            values[name] = value
    return values


class _Tolerant:
    """A reader that takes what it can; a value that is cut off is left out."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self._at = text, start
        self._cut = False

    def reading(self) -> Reading:
        value = self._object(0)
        notes = ("the object was cut off",) if self._cut else ("the object was no proper JSON",)
        return Reading(value or None, notes, cut=self._cut)

    def _next(self) -> str:
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at
        return self._text[self._at : self._at + 1]

    def _object(self, depth: int) -> dict[str, Value]:
        values: dict[str, Value] = {}
        self._at += 1
        while (character := self._next()) not in ("}", ""):
            name = self._word(character, is_name=True)
            if self._next() != ":":
                self._cut = self._cut or self._at == len(self._text)
                break
            self._at += 1
            value = self._value(depth)
            if self._cut and value in (None, ""):
                break
            values.setdefault(name, value)
        self._close(character)
        return values

    def _list(self, depth: int) -> list[Value]:
        values: list[Value] = []
        self._at += 1
        while (character := self._next()) not in ("]", "") and not self._cut:
            before = self._at
            values.append(self._value(depth))
            if self._at == before:
                break
        self._close(character)
        return values

    def _close(self, character: str) -> None:
        self._at += 1
        self._cut = self._cut or not character

    def _value(self, depth: int) -> Value:
        character = self._next()
        if character in ("{", "[") and depth < MAX_DEPTH:
            return self._object(depth + 1) if character == "{" else self._list(depth + 1)
        word = self._word(character, is_name=False)
        return None if word in ("null", "None") else word

    def _word(self, character: str, *, is_name: bool) -> str:
        if character in _QUOTES:
            return self._quoted(_QUOTES[character], ":" if is_name else ",}]")
        bare = _BARE.match(self._text, self._at)
        if not bare:
            self._at += 1
            return ""
        self._at = bare.end()
        return bare.group()

    def _quoted(self, quote: str, behind: str) -> str:
        """Read to the quote that something of `behind` follows; other quotes belong to the text."""
        pattern = re.compile(rf"((?:\\.|[^\\])*?){re.escape(quote)}(?=\s*(?:[{re.escape(behind)}]|\Z))", re.DOTALL)
        found = pattern.match(self._text, self._at + 1)
        if not found:
            self._at, self._cut = len(self._text), True
            return ""
        self._at = found.end()
        return plain_text(found.group(1)) or ""
