"""An export file --> a record whose shape can be relied on."""

import json
from pathlib import Path
from typing import Any, NoReturn

from evaluator.verify.check import Record
from evaluator.verify.shape import misshapen

_SHOWN = 5


class BadExport(ValueError):
    """The file can't be read as an export; the text names the file, the place and what to do."""


def read_export(path: Path) -> Record:
    """Return the record of a `blindbench.study/1` file. Raises BadExport, OSError."""
    try:
        value = json.loads(path.read_bytes(), object_pairs_hook=_object, parse_constant=_no_number)
        # A lone surrogate passes as JSON and fails as UTF-8, which everything is hashed as.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadExport(f"{path}: not an export: {error}. Download it again.") from error
    return checked(value, str(path))


def checked(value: object, source: str) -> Record:
    """Return a value as a record. Raises BadExport where its shape is another one."""
    problems = [problem for problem, _ in zip(misshapen(value), range(_SHOWN), strict=False)]
    if problems or not isinstance(value, dict):
        raise BadExport(f"{source}: not a blindbench.study/1 export: {'; '.join(problems)}. Download it again.")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        # Readers differ in which of two equal keys they believe: a file must not say two things.
        raise ValueError("a key stands twice in one object")
    return value


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")
