"""Frozen results as JSON values."""

import json

import pytest

from evaluator.stats.intervals import Estimate
from evaluator.stats.plain import json_text, plain, plain_fields
from evaluator.stats.raters import PsiWithout


def test_dataclasses_become_dicts_and_tuples_lists_all_the_way_down() -> None:
    without = PsiWithout("x", "y", Estimate(0.5, note="no interval"))

    assert plain(((without,), "xy", None)) == [
        [
            {
                "system": "x",
                "opponent": "y",
                "psi": {"estimate": 0.5, "low": None, "high": None, "note": "no interval"},
            }
        ],
        "xy",
        None,
    ]


def test_only_dataclasses_have_fields() -> None:
    with pytest.raises(TypeError, match="tuple is no dataclass"):
        plain_fields(("x", "y"))


def test_text_is_strict_json_with_a_line_for_each_entry() -> None:
    figures: dict[str, object] = {"n": {"items": 2}, "pairs": [{"p": 0.5}, {"p": None}], "raters": [], "note": "ü"}

    text = json_text(figures)

    assert json.loads(text) == figures
    assert len(text.splitlines()) == 9
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text({"p": float("nan")})
