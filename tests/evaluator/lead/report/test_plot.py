"""Places on a scale, in per cent of its width."""

from evaluator.lead.report.plot import Scale, mark, scale_of


def estimate(value: float | None, low: float | None = None, high: float | None = None) -> dict[str, object]:
    return {"estimate": value, "low": low, "high": high, "note": None}


def test_scale_holds_all_intervals_and_the_margin_in_tenths() -> None:
    scale = scale_of([estimate(0.68, 0.61, 0.87)], reference=0.5, margin=0.1, least=0.2)
    assert (scale.low, scale.high) == (0.3, 0.9)
    assert scale.zone == ("16.67%", "33.33%")
    assert scale.reference_at == "33.33%"


def test_scale_without_reference_starts_at_zero_or_below() -> None:
    assert scale_of([estimate(0.4)], reference=None, margin=None, least=0.0) == Scale(0.0, 1.0)
    assert scale_of([estimate(0.0, -0.15, 0.2)], reference=None, margin=None, least=0.0).low == -0.2


def test_ticks_are_few_and_at_round_numbers() -> None:
    assert [label for _, label in Scale(0.3, 0.8).ticks] == ["0.3", "0.4", "0.5", "0.6", "0.7", "0.8"]
    assert [label for _, label in Scale(-0.1, 1.0).ticks] == ["0", "0.2", "0.4", "0.6", "0.8", "1"]


def test_mark_without_interval_has_a_point_only() -> None:
    point = mark(estimate(0.5), Scale(0.0, 1.0))
    assert (point.x, point.low, point.label) == ("50.00%", None, "0.50, no interval")


def test_mark_without_value_is_empty_and_says_why() -> None:
    nothing = mark({**estimate(None), "note": "undefined, because there are no votes"}, Scale(0.0, 1.0))
    assert (nothing.x, nothing.value, nothing.label) == (None, "–", "–, undefined, because there are no votes")
