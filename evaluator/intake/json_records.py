"""JSON objects from outside, one per line or in one array: strict, with line numbers, nothing lost silently."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from evaluator.intake.decode import NEWLINE, line_at
from evaluator.intake.problem import Problem, shown

MAX_UNREADABLE = 1_000
_ARRAY_OF_OBJECTS = re.compile(r"\s*\[\s*(?=[{\]])")
_SPACE = re.compile(r"\s*")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_REMEDY = 'Write one JSON object per line, such as {"table": "orders", …}.'


class JsonNumber(str):
    """A JSON number, digit for digit as it was written."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One JSON object of a file; `raw` is its text."""

    line: int
    raw: str
    values: dict[str, object]


class RecordError(Exception):
    """A record has the wrong shape: where in it (`columns[2].name`) and what is wrong."""


class _DuplicateKey(ValueError):
    pass


def read_records(text: str, *, source: str) -> Iterator[Record | Problem]:
    """Yield each JSON object of `text`, or what is wrong in its place; blank lines are passed over."""
    array = _ARRAY_OF_OBJECTS.match(text)
    if array and not _is_lines(text, array.end()):
        yield from _array(text, array.end(), source)
        return
    n_unreadable: int | None = 0
    for number, line in enumerate(NEWLINE.split(text), 1):
        if not line.strip():
            continue
        record = _record(line, number, source)
        yield record
        if n_unreadable is None:
            continue
        n_unreadable = n_unreadable + 1 if isinstance(record, Problem) else None
        # A file of something else altogether: to say so of every line would take seconds.
        if n_unreadable == MAX_UNREADABLE:
            what = f"none of the first {MAX_UNREADABLE:,} lines can be read, so the rest was not looked at"
            yield Problem(source, number, what, _REMEDY)
            return


def text_value(values: dict[str, object], key: str, place: str) -> str | None:
    """Return the string under `key`, None when it is absent or null. Raises RecordError for any other type."""
    value = values.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or isinstance(value, JsonNumber):
        raise RecordError(f"{place} is {type_name(value)}, not a string")
    return value


def type_name(value: object) -> str:
    """Return the JSON name of a value's type, for messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, JsonNumber):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "an array" if isinstance(value, list) else "an object"


def _record(text: str, line: int, source: str) -> Record | Problem:
    try:
        return _checked(_DECODER.decode(text), text, line, source)
    except (ValueError, RecursionError) as error:
        return _unreadable(error, line, source)


def _array(text: str, offset: int, source: str) -> Iterator[Record | Problem]:
    """Records of one JSON array; the first that is no JSON ends the reading, for nothing after it has a known place."""
    line, counted = 1, 0
    while not text.startswith("]", offset):
        line, counted = line + line_at(text[counted:offset], offset - counted) - 1, offset
        try:
            value, end = _DECODER.raw_decode(text, offset)
            yield _checked(value, text[offset:end], line, source)
        except (ValueError, RecursionError) as error:
            yield _unreadable(error, line, source)
            return
        offset = _skip_space(text, end)
        if text.startswith(",", offset):
            offset = _skip_space(text, offset + 1)
        elif not text.startswith("]", offset):
            yield Problem(source, line_at(text, offset), "the JSON array is broken off or lacks a comma", _REMEDY)
            return
    if _skip_space(text, offset + 1) < len(text):
        yield Problem(source, line_at(text, offset + 1), "there is text after the end of the JSON array", _REMEDY)


def _checked(value: object, raw: str, line: int, source: str) -> Record | Problem:
    if not isinstance(value, dict):
        return Problem(source, line, f"this is {type_name(value)}, not a JSON object", _REMEDY)
    if place := _unstorable(value):
        return Problem(source, line, f"{place} holds a NUL or half of a surrogate pair", "Remove that character.")
    return Record(line, raw, value)


def _unreadable(error: ValueError | RecursionError, line: int, source: str) -> Problem:
    match error:
        case RecursionError():
            return Problem(source, line, "the JSON is too deeply nested", _REMEDY)
        case json.JSONDecodeError():
            what = f"this is not one JSON object: {error.msg} at column {error.colno}"
            return Problem(source, line, what, _REMEDY)
        case _:
            return Problem(source, line, str(error), _REMEDY)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a record: under a key, or at an index of `of`. It is spelled out for a problem only."""

    name: str | int
    of: "_Place | None" = None

    def __str__(self) -> str:
        return f"{self.name}" if self.of is None else f"{self.of}[{self.name}]"


def _unstorable(value: object, place: _Place = _Place("the record")) -> str:
    """Name the first text that neither UTF-8 nor PostgreSQL can hold, empty when there is none."""
    if isinstance(value, str):
        return str(place) if _UNSTORABLE.search(value) else ""
    if isinstance(value, list):
        return next(filter(None, (_unstorable(item, _Place(i, place)) for i, item in enumerate(value))), "")
    if isinstance(value, dict):
        keys = next((f"a key of {place}" for key in value if _UNSTORABLE.search(key)), "")
        return keys or next(filter(None, (_unstorable(item, _Place(key)) for key, item in value.items())), "")
    return ""


def _is_lines(text: str, offset: int) -> bool:
    """`[]` on a line of its own before other lines is a wrong record, not an empty array."""
    return text.startswith("]", offset) and _skip_space(text, offset + 1) < len(text)


def _skip_space(text: str, offset: int) -> int:
    match = _SPACE.match(text, offset)
    return match.end() if match else offset


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _DuplicateKey(f"the key {shown(key)} stands twice in one object")
        found[key] = value
    return found


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=JsonNumber, parse_float=JsonNumber, parse_constant=_refuse_constant
)
