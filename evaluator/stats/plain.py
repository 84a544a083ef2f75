"""Frozen results as plain JSON values."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

Json = dict[str, object]


def plain(value: object) -> object:
    """Dataclasses become dicts and tuples lists, all the way down; anything else stays."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return [plain(part) for part in value] if isinstance(value, tuple) else value


def plain_fields(value: object) -> Json:
    """A dataclass as a dict, to add keys to."""
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} is no dataclass")
    return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
