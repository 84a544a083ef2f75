"""Find the table in a prompt, as a model would have to: between the marks, one line per column."""

import json
import re

from modelhub.engine.records import ColumnRecord, TableRecord

_TABLE = re.compile(r"^<<<TABLE\n(.*?)\nTABLE>>>$", re.DOTALL | re.MULTILINE)
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_HEAD = re.compile(rf"({_QUOTED}|.+?)(?: \((.*)\))?")
_COLUMN = re.compile(rf"({_QUOTED}|[^:]+): (.*)")
_REFERENCES = re.compile(r", references (.+)$")


def read_prompt(prompt: str) -> TableRecord | None:
    """Return the table with the columns that are asked for, or None when there is none."""
    found = _TABLE.search(prompt)
    if not found:
        return None
    head, *lines = found.group(1).split("\n")
    parts = _HEAD.fullmatch(head)
    columns = [match for line in lines if not line.startswith("(") and (match := _COLUMN.fullmatch(line))]
    name, dialect = parts.groups() if parts else (head, "")
    return TableRecord(_unquoted(name), dialect or "", tuple(_column(*match.groups()) for match in columns))


def _column(name: str, facts: str) -> ColumnRecord:
    references = _REFERENCES.search(facts)
    facts = facts[: references.start()] if references else facts
    not_null, facts = facts.endswith(", not null"), facts.removesuffix(", not null")
    primary, type_ = facts.endswith(", primary key"), facts.removesuffix(", primary key")
    key = " ".join(["PK"] * primary + ["FK"] * bool(references))
    target = _unquoted(references.group(1)) if references else ""
    return ColumnRecord(
        _unquoted(name), "" if type_ == "type unknown" else _unquoted(type_), not (primary or not_null), key, target
    )


def _unquoted(text: str) -> str:
    if not re.fullmatch(_QUOTED, text):
        return text
    try:
        return str(json.loads(text))
    except ValueError:
        return text
