"""The first sentences of a report."""

from typing import Any

import pytest

from evaluator.lead.report.directions import Claim
from evaluator.lead.report.naming import SEALED, Naming
from evaluator.lead.report.verdict import lede, readings, verdict


def pair(estimate: float, low: float, high: float, *findings: str) -> dict[str, Any]:
    keys = ("superiority", "non_inferiority", "equivalence")
    return {
        "psi": {"estimate": estimate, "low": low, "high": high},
        "verdict": dict(zip(keys, findings, strict=True)) if findings else None,
    }


PAIRS = {
    ("C", "K"): pair(0.68, 0.61, 0.75, "shown", "shown", "refuted"),
    ("C", "M"): pair(0.49, 0.43, 0.55, "inconclusive", "shown", "inconclusive"),
    ("K", "M"): pair(0.5, 0.35, 0.65, "inconclusive", "inconclusive", "inconclusive"),
}
ORDER = list(PAIRS)
NAMES = Naming({"C": "bespoke-7b", "K": "saas-small", "M": "saas-large"})


def test_verdict_names_a_subject_once() -> None:
    assert verdict(PAIRS, ORDER, (), SEALED, 0.1) == (
        "Arm C is better than arm K and not worse than arm M within 0.10; "
        "whether arm K is better than arm M is inconclusive."
    )


def test_verdict_reads_the_sealed_claims_by_name() -> None:
    claims = (Claim("better", "C", "K"), Claim("equivalent", "K", "M"))
    assert verdict(PAIRS, ORDER, claims, NAMES, 0.1) == (
        "bespoke-7b is better than saas-small; "
        "whether saas-small and saas-large are equivalent within 0.10 is inconclusive."
    )


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("better", "arm C is worse than arm K."),
        ("not_worse", "arm C is worse than arm K by more than 0.10."),
        ("equivalent", "arm C and arm K differ by more than 0.10."),
    ],
)
def test_refuted_claims_say_what_holds_instead(kind: str, sentence: str) -> None:
    pairs = {("C", "K"): pair(0.2, 0.1, 0.3, "refuted", "refuted", "refuted")}
    claim = Claim(kind, "C", "K")  # type: ignore[arg-type]  # a parameter is any str
    assert verdict(pairs, list(pairs), (claim,), SEALED, 0.1) == sentence[0].upper() + sentence[1:]


def test_verdict_without_margin_only_says_better() -> None:
    pairs = {("C", "K"): pair(0.6, 0.4, 0.8)}
    claims = (Claim("not_worse", "C", "K"),)
    assert verdict(pairs, list(pairs), claims, SEALED, None) == "Whether arm C is better than arm K is inconclusive."


def test_verdict_stops_after_four_clauses() -> None:
    pairs = {("C", code): pair(0.9, 0.8, 1.0) for code in "DEFGHK"}
    assert verdict(pairs, list(pairs), (), SEALED, None).endswith(
        "and better than arm G; 2 more comparisons are below."
    )


def test_verdict_without_ratings_says_so() -> None:
    empty = {("C", "K"): {"psi": {"estimate": None, "low": None, "high": None}, "verdict": None}}
    assert verdict(empty, list(empty), (), SEALED, None) == "No table has a rating that counts, so nothing can be said."
    assert lede(empty, list(empty), SEALED) == ""


def test_lede_says_what_the_brackets_hold_once() -> None:
    assert lede(PAIRS, ORDER[:2], NAMES) == (
        "Counting ties as half, bespoke-7b wins 68 of 100 against saas-small (95 % interval 61 to 75) "
        "and bespoke-7b wins 49 against saas-large (43 to 55)."
    )


def test_readings_keep_the_claim_as_it_was_claimed() -> None:
    (reading,) = readings(PAIRS, (Claim("equivalent", "C", "K"),), SEALED, 0.1)
    assert (reading.sentence, reading.finding) == ("Arm C and arm K are equivalent within 0.10", "refuted")
