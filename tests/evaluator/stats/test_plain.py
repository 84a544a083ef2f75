"""Frozen results as JSON values."""

import pytest

from evaluator.stats.intervals import Estimate
from evaluator.stats.plain import plain, plain_fields
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
