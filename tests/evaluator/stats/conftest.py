"""Published worked examples, by name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parents[2] / "data" / "cases"


@pytest.fixture
def case() -> Callable[[str], dict[str, Any]]:
    """Read an example: `source`, `input`, `expected` and `tolerance`."""

    def read(name: str) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
        return loaded

    return read
