"""Pace: answers that stand out from a rater's own times."""

from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.pace import RaterPace, paces
from evaluator.stats.tally import tally


def timed(rater: str, times: list[int | None]) -> list[Vote]:
    return [Vote(f"t{i:02}", rater, "x", "y", Outcome.A, active_ms=ms) for i, ms in enumerate(times)]


def test_paces_counts_answers_far_from_the_raters_own_median() -> None:
    steady: list[int | None] = [40_000, 50_000, 60_000, 45_000, 55_000, 50_000, 52_000, 48_000]

    found = paces(tally([*timed("r1", [*steady, 900, 1_500_000]), *timed("r2", steady)]))

    assert found == (RaterPace("r1", 10, 50_000, 1, 1), RaterPace("r2", 8, 50_000, 0, 0))


def test_paces_of_few_or_untimed_answers_name_no_outliers() -> None:
    assert paces(tally(timed("r1", [1, 90_000, None]))) == (RaterPace("r1", 2, 45_000.5, None, None),)
    assert paces(tally(timed("r1", [None]))) == (RaterPace("r1", 0, None, None, None),)
