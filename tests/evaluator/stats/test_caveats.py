"""What a report warns of beside its figures."""

from evaluator.stats.report import analyse
from tests.evaluator.stats.studies import votes_of

TOLD = "leaves out one half, and the exact test, which is primary, does not reject it"


def told(rows: dict[str, str]) -> list[str]:
    return [warning for warning in analyse(votes_of(rows)).warnings if TOLD in warning]


def test_three_tables_may_have_a_clear_interval_and_never_a_clear_test() -> None:
    """Table means 5/6, 2/3 and 5/6: .78 ± 4.30 × .056 leaves ½ out, and the least p of three signs is 2 / 2³."""
    (warning,) = told({"r1": "WWW", "r2": "WTW", "r3": "TTT"})

    assert warning.startswith("win rate of x against y: the interval over 3 tables")
    assert warning.endswith("(p = 0.25)")


def test_ten_tables_that_agree_reject_one_half_and_nothing_is_told() -> None:
    assert told({"r1": "W" * 10, "r2": "W" * 9 + "T"}) == []


def test_an_interval_that_holds_one_half_needs_no_support() -> None:
    assert told({"r1": "WLTWLL", "r2": "WLLWTT"}) == []
