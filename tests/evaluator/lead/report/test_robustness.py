"""The chosen pair's claim without each rater in turn."""

from typing import Any

import pytest

from evaluator.lead.report.directions import Claim
from evaluator.lead.report.naming import SEALED
from evaluator.lead.report.robustness import MAX_ROWS, Robustness, psi_without, robustness

FOCUS = ("C", "K")
SHOWN = {"superiority": "shown", "non_inferiority": "shown", "equivalence": "refuted"}
NOT_WORSE = {"superiority": "inconclusive", "non_inferiority": "shown", "equivalence": "inconclusive"}


def psi(low: float | None, high: float | None) -> dict[str, Any]:
    middle = None if low is None or high is None else (low + high) / 2
    return {"estimate": middle, "low": low, "high": high, "note": None if middle else "nobody is left"}


def rater(code: str, low: float | None, high: float | None, *, pair: tuple[str, str] = FOCUS) -> dict[str, Any]:
    return {"rater": code, "psi_without": [{"system": pair[0], "opponent": pair[1], "psi": psi(low, high)}]}


def flips(
    *raters: dict[str, Any],
    verdict: dict[str, str] = SHOWN,
    margin: float | None = 0.1,
    claims: tuple[Claim, ...] = (),
) -> Robustness | None:
    result = {"report": {"raters": list(raters), "settings": {"margin": margin}}}
    return robustness(result, {"psi": psi(0.6, 0.8), "verdict": verdict}, FOCUS, claims, SEALED)


def test_claim_that_holds_without_anybody_is_said_to() -> None:
    found = flips(rater("R1", 0.55, 0.7), rater("R2", 0.6, 0.9))
    assert found is not None
    assert found.sentence == "“arm C is better than arm K” is shown, and stays shown without any one of the raters."
    assert [(row.rater, row.claim, row.flips) for row in found.rows] == [
        ("R1", "better: shown", False),
        ("R2", "better: shown", False),
    ]


def test_raters_without_whom_the_claim_reads_otherwise_stand_first_by_finding() -> None:
    raters = rater("R1", 0.6, 0.8), rater("R2", 0.45, 0.7), rater("R10", 0.2, 0.4), rater("R3", 0.4, 0.7)
    found = flips(*raters)
    assert found is not None
    assert found.sentence == (
        "“arm C is better than arm K” is shown; without R2 or R3 it is inconclusive, without R10 it is refuted."
    )
    assert [row.rater for row in found.rows] == ["R2", "R3", "R10", "R1"]


def test_sealed_claim_is_what_is_asked_for() -> None:
    found = flips(
        rater("R1", 0.45, 0.7), rater("R2", 0.35, 0.7), verdict=NOT_WORSE, claims=(Claim("not_worse", *FOCUS),)
    )
    assert found is not None
    assert found.whole.claim == "not worse: shown"
    assert found.sentence == ("“arm C is not worse than arm K within 0.10” is shown; without R2 it is inconclusive.")


def test_figures_of_the_other_direction_are_turned() -> None:
    turned = psi_without(rater("R1", 0.2, 0.4, pair=("K", "C")), FOCUS)
    assert turned == pytest.approx({"estimate": 0.7, "low": 0.6, "high": 0.8, "note": None})


def test_one_rater_can_flip_nothing() -> None:
    assert flips(rater("R1", None, None)) is None
    assert flips(rater("R1", 0.6, 0.8), rater("R2", None, None)) is None


def test_pair_without_votes_has_no_claim() -> None:
    result = {"report": {"raters": [rater("R1", 0.6, 0.8), rater("R2", 0.6, 0.8)], "settings": {"margin": None}}}
    assert robustness(result, None, FOCUS, (), SEALED) is None


def test_rows_end_where_nobody_would_read_on() -> None:
    steady = [rater(f"R{number}", 0.6, 0.8) for number in range(1, 20)]
    found = flips(*steady, rater("R20", 0.4, 0.6))
    assert found is not None
    assert (found.rows[0].rater, len(found.rows), found.n_more) == ("R20", MAX_ROWS, 20 - MAX_ROWS)
