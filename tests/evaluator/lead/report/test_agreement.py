"""Agreement on the report: which coefficients are listed, and κ of every two raters with its interval."""

from typing import Any

from evaluator.lead.report.agreement import agreement
from evaluator.lead.report.naming import SEALED
from evaluator.stats.report import analyse
from tests.evaluator.stats.studies import votes_of


def result(rows: dict[str, str]) -> dict[str, Any]:
    return {"report": analyse(votes_of(rows)).to_json()}


def test_both_bad_apart_is_listed_where_somebody_found_both_bad() -> None:
    without = agreement(result({"R1": "WWLT", "R2": "WLLT"}), [("x", "y")], SEALED)
    found = agreement(result({"R1": "WWLT0", "R2": "WLLTT"}), [("x", "y")], SEALED)

    names = [row.name for row in without.coefficients]
    assert names == [
        "Raw agreement",
        "Gwet’s AC1",
        "Krippendorff’s α, nominal",
        "Krippendorff’s α, ordinal",
        "Fleiss’ κ",
    ]
    assert [row.name for row in found.coefficients if row.name not in names] == ["α with “both bad” apart"]
    assert found.pooled.name == "Krippendorff’s α, nominal"


def test_kappa_of_two_raters_has_its_interval() -> None:
    found = agreement(result({"R1": "WWLTWLTL", "R2": "WLLTWLTW"}), [("x", "y")], SEALED)

    assert found.heat is not None
    ((_, (own, other)), _) = found.heat.rows
    assert (own.text, own.interval) == ("–", "")
    assert other.n == 8
    assert "to" in other.interval or "–" in other.interval
