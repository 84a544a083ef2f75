"""The table of settings in docs/training.md is the configuration's fields, in their order, with their defaults."""

import re
from dataclasses import fields
from pathlib import Path

from modelhub.engine.train.config import TrainingConfig

DOCS = Path(__file__).resolve().parents[4] / "docs" / "training.md"


def test_the_table_has_every_setting_with_its_default() -> None:
    section = DOCS.read_text(encoding="utf-8").partition("\n## Settings\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| `?([^|`]+?)`? \| .+ \|$", section, flags=re.MULTILINE)

    assert rows == [(field.name, _told(field.default)) for field in fields(TrainingConfig)]


def _told(default: object) -> str:
    if default in (None, ()):
        return "as suits"
    return str(default).lower() if isinstance(default, bool) else str(default)
