"""Numbers as a reader sees them."""

import pytest

from evaluator.lead.report.figures_as_text import interval, listed, p_value, two


@pytest.mark.parametrize(("value", "text"), [(0.675, "0.68"), (-0.08, "−0.08"), (-0.001, "0.00"), (None, "–")])
def test_two_digits_and_a_real_minus(value: float | None, text: str) -> None:
    assert two(value) == text


@pytest.mark.parametrize(
    ("p", "text"), [(0.0004, "< 0.001"), (0.0123, "0.012"), (0.71, "0.71"), (1.0, "1.00"), (None, "–")]
)
def test_p_has_the_digits_that_count(p: float | None, text: str) -> None:
    assert p_value(p) == text


def test_interval_with_a_negative_end_is_written_with_to() -> None:
    assert interval({"estimate": 0.1, "low": -0.08, "high": 0.2}) == "−0.08 to 0.20"
    assert interval({"estimate": 0.7, "low": 0.6, "high": 0.8}) == "0.60–0.80"
    assert interval({"estimate": 0.7, "low": None, "high": None}) == "no interval"


def test_listed_reads_as_a_sentence() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
