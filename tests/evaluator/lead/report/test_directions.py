"""Which direction leads, and what an interval says of a claim."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.lead.report.directions import KEY_OF_KIND, Claim, finding, leading, read_off, strongest
from evaluator.stats.intervals import Estimate
from evaluator.stats.significance import verdict


def pair(estimate: float | None, low: float | None = None, high: float | None = None, **verdict: str) -> dict[str, Any]:
    return {"psi": {"estimate": estimate, "low": low, "high": high}, "verdict": verdict or None}


PAIRS = {
    ("C", "K"): pair(0.4), ("K", "C"): pair(0.6),
    ("C", "M"): pair(0.5), ("M", "C"): pair(0.5),
    ("K", "M"): pair(0.9), ("M", "K"): pair(0.1),
}  # fmt: skip


def test_better_side_leads_and_the_clearest_pair_stands_first() -> None:
    assert leading(PAIRS, ()) == [("K", "M"), ("K", "C"), ("C", "M")]


def test_claims_lead_as_they_were_claimed() -> None:
    claims = (Claim("better", "C", "K"), Claim("not_worse", "C", "K"))
    assert leading(PAIRS, claims) == [("C", "K"), ("K", "M"), ("C", "M")]


def test_claim_on_a_pair_without_votes_leads_nothing() -> None:
    assert leading({("C", "K"): pair(None), ("K", "C"): pair(None)}, (Claim("better", "C", "Z"),)) == [("C", "K")]


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [(0.51, 0.7, "shown"), (0.3, 0.49, "refuted"), (0.4, 0.6, "inconclusive"), (None, None, "inconclusive")],
)
def test_better_is_read_off_the_interval_where_no_margin_was_fixed(
    low: float | None, high: float | None, found: str
) -> None:
    assert finding(pair(0.5, low, high), "better") == found
    assert finding(pair(0.5, low, high), "not_worse") is None


def test_stored_verdict_is_what_counts_with_a_margin() -> None:
    judged = pair(0.6, 0.45, 0.75, superiority="inconclusive", non_inferiority="shown", equivalence="inconclusive")
    assert finding(judged, "not_worse") == "shown"
    assert strongest(judged) == ("not_worse", "shown")


def test_strongest_without_anything_shown_is_better_as_it_is_known() -> None:
    assert strongest(pair(0.4, 0.3, 0.45)) == ("better", "refuted")


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.05, 0.1, 0.2]))
def test_reading_off_an_interval_is_what_the_analysis_does(one: float, other: float, margin: float) -> None:
    low, high = sorted((one, other))
    judged = verdict(Estimate((low + high) / 2, low, high, None), margin)
    for kind, key in KEY_OF_KIND.items():
        assert read_off({"low": low, "high": high}, kind, margin) == getattr(judged, key)  # type: ignore[arg-type]
