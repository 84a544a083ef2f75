"""Exports as tests look at them."""

import json
from collections.abc import Iterable
from typing import Any


def parsed(pieces: Iterable[str]) -> dict[str, Any]:
    """Return the object that an export's pieces make."""
    value: dict[str, Any] = json.loads("".join(pieces))
    return value
