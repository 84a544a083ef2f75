"""One check of a study's record, and how the record's parts are reached."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# The object of a `blindbench.study/1` file, its shape checked by `reading`.
Record = Mapping[str, Any]


class Status(StrEnum):
    """What came of a check; NOT_YET is for what is still sealed or has not happened."""

    HOLDS = "holds"
    BROKEN = "broken"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Check:
    """A claim about the record, what came of checking it, and in words why."""

    claim: str
    status: Status
    why: str = ""


def logged(record: Record, event: str) -> Mapping[str, Any] | None:
    """Return the detail of the first entry of a kind, {} when it can't be read, None when there is none."""
    for entry in record["log"]:
        if entry["event"] == event:
            return _detail(entry["detail"])
    return None


def _detail(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def payload_of(record: Record) -> Mapping[str, Any]:
    """Return what was sealed at opening; {} when the bytes can't be read."""
    return _detail(record["commitment"]["payload"])


def key_payload_of(record: Record) -> Mapping[str, Any]:
    """Return what the envelope held; {} when the bytes can't be read."""
    return _detail(record["key"]["payload"])


def plan_of(record: Record) -> Mapping[str, Any]:
    """Return the analysis plan; {} when it can't be read."""
    return _detail(record["commitment"]["plan"])


def differing(found: Mapping[str, Any], expected: Mapping[str, Any]) -> str | None:
    """Name the entries of `expected` that differ in `found`, or None."""
    names = [name for name, value in expected.items() if found.get(name) != value]
    return ", ".join(names) or None
