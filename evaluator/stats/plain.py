"""Frozen results as plain JSON values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

Json = dict[str, object]

_MOST_LINES = 1_000
# Looked up once per class: a large study has hundreds of thousands of one kind.
_FIELDS: dict[type, tuple[str, ...]] = {}


def plain(value: object) -> object:
    """Dataclasses become dicts and tuples lists, all the way down; anything else stays."""
    # Asked first, because a large study's figures are mostly these.
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return plain_fields(value) if is_dataclass(value) else value


def plain_fields(value: object) -> Json:
    """A dataclass as a dict, to add keys to."""
    kind = type(value)
    if kind not in _FIELDS:
        if not is_dataclass(kind):
            raise TypeError(f"{kind.__name__} is no dataclass")
        _FIELDS[kind] = tuple(field.name for field in fields(kind))
    return {name: plain(getattr(value, name)) for name in _FIELDS[kind]}


def json_text(figures: Mapping[str, object]) -> str:
    """Strict JSON with one line per key, and per entry of a list that somebody may read to its end."""
    return "{\n" + ",\n".join(f"  {json.dumps(key)}: {_value(value)}" for key, value in figures.items()) + "\n}"


def _value(value: object) -> str:
    # Encoding the parts one by one takes several times longer than all at once.
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_LINES:
        return json.dumps(value, allow_nan=False)
    return "[\n" + ",\n".join(f"    {json.dumps(part, allow_nan=False)}" for part in value) + "\n  ]"
