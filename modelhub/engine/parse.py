"""A model's answer --> a description and comments of the columns that were asked for, with all that was mended."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from modelhub.engine.tolerant_json import Reading, Value, read_object

# Control characters that no text needs, and halves of characters.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_PLACEHOLDERS = frozenset({"", "...", "…", "null", "none", "n/a", "tbd"})
_TEXT_KEYS = ("comment", "description", "text")
_NAME_KEYS = ("name", "column")
N_NAMED = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says; blank texts count as not given. `notes` say in words what had to be mended or left out."""

    description: str
    comments: Mapping[str, str]
    notes: tuple[str, ...] = ()
    # Whether there was an object to read at all.
    readable: bool = True
    cut: bool = False


def read_answer(text: str, columns: Sequence[str]) -> Answer:
    """Read an answer about these columns; what it says about others is left out."""
    reading = read_object(text)
    if reading.value is None:
        return Answer("", {}, ("no JSON object in the answer",), readable=False, cut=reading.cut)
    notes = list(reading.mended)
    given = _columns(reading, columns, notes)
    comments = _matched(given, columns, notes)
    return Answer(_text(reading.value.get("description")), comments, tuple(notes), cut=reading.cut)


def clean(text: str) -> str:
    """Return a text without control characters, blank where it only stands for none."""
    kept = _UNWANTED.sub("", text).strip()
    return "" if kept.lower() in _PLACEHOLDERS else kept


def _columns(reading: Reading, columns: Sequence[str], notes: list[str]) -> dict[str, str]:
    value = reading.value or {}
    inner = value.get("columns")
    if isinstance(inner, dict):
        return {name: _text(comment) for name, comment in inner.items()}
    if isinstance(inner, list):
        notes.append("columns came as a list")
        return dict(_entries(inner))
    flat = {name: _text(comment) for name, comment in value.items() if name in columns}
    if flat:
        notes.append("columns came outside of 'columns'")
    return flat


def _entries(entries: Sequence[Value]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        if isinstance(entry, dict):
            name = next((entry[key] for key in _NAME_KEYS if isinstance(entry.get(key), str)), None)
            if isinstance(name, str):
                yield name, _text(entry)


def _text(value: Value) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
    if isinstance(value, bool | int | float):
        value = str(value)
    return clean(value) if isinstance(value, str) else ""


def _matched(given: Mapping[str, str], columns: Sequence[str], notes: list[str]) -> dict[str, str]:
    """Give texts to the columns whose names they bear, exactly or, where that leaves no doubt, but for case and quotes."""
    comments = {name: given[name] for name in columns if given.get(name)}
    similar: dict[str, list[str]] = {}
    for name in columns:
        similar.setdefault(_plain(name), []).append(name)
    unknown = []
    for name, text in given.items():
        if name in columns:
            continue
        twins = similar.get(_plain(name), [])
        if len(twins) == 1 and twins[0] not in comments and text:
            comments[twins[0]] = text
            notes.append(f"{name[:80]!r} taken for the column {twins[0]!r}")
        else:
            # The model's own words: what a database can't store would fail the whole run.
            unknown.append(_UNWANTED.sub("\ufffd", name[:80]))
    if unknown:
        notes.append(
            f"{len(unknown)} texts for columns that were not asked for left out: {', '.join(unknown[:N_NAMED])}"
        )
    return comments


def _plain(name: str) -> str:
    return name.strip().strip("`\"'[]").strip().casefold()
