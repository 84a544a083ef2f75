"""Agreement of a study: which votes enter which coefficient."""

from dataclasses import replace

import krippendorff
import numpy as np
import pytest

from evaluator.stats.agreement import Agreement, agreement
from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.tally import tally
from tests.evaluator.stats.studies import votes_of


def agreed(votes: list[Vote]) -> Agreement:
    return agreement(tally(votes), confidence=0.95)


def test_alpha_is_the_library_value_on_win_tie_loss() -> None:
    rows = {"r1": "WWTLW", "r2": "WLTWW", "r3": "W TLL"}
    codes = {"W": 1.0, "T": 2.0, "L": 3.0, " ": float("nan")}
    data = [[codes[letter] for letter in row] for row in rows.values()]

    found = agreed(votes_of(rows)).pooled

    nominal = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    ordinal = krippendorff.alpha(reliability_data=data, level_of_measurement="ordinal")
    assert found.alpha_nominal.estimate == pytest.approx(nominal)
    assert found.alpha_ordinal.estimate == pytest.approx(ordinal)


def test_both_bad_is_a_tie_and_cant_judge_a_gap() -> None:
    plain = agreed(votes_of({"r1": "WT LT", "r2": "WTWLL"})).pooled
    found = agreed(votes_of({"r1": "W0?LT", "r2": "WTWLL"})).pooled

    assert replace(found, alpha_both_bad_apart=plain.alpha_both_bad_apart) == plain


def test_both_bad_is_an_answer_of_its_own_in_the_sensitivity() -> None:
    found = agreed(votes_of({"r1": "W0?LT0", "r2": "WTWLL0"})).pooled.alpha_both_bad_apart

    data = np.array([[1, 4, np.nan, 3, 2, 4], [1, 2, 1, 3, 3, 4]])
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert found.estimate == pytest.approx(expected)


def test_interval_alpha_takes_the_grades_as_equal_steps() -> None:
    grades = {"r1": (2, 1, 0, -2), "r2": (1, 2, 0, -1)}
    words = {1: Outcome.A, 0: Outcome.TIE, -1: Outcome.B}
    votes = [
        Vote(f"t{i}", rater, "x", "y", words[(g > 0) - (g < 0)], grade=g)
        for rater, row in grades.items()
        for i, g in enumerate(row)
    ]

    found = agreed(votes).pooled.alpha_interval

    expected = krippendorff.alpha(reliability_data=list(grades.values()), level_of_measurement="interval")
    assert found.estimate == pytest.approx(expected)


def test_bootstrap_is_there_when_asked_for() -> None:
    votes = votes_of({"r1": "WWTLWLTT", "r2": "WLTWWLTW", "r3": "W TLLLTW"})

    without, found = agreed(votes).pooled, agreement(tally(votes), confidence=0.95, resamples=500, seed=1).pooled

    assert without.alpha_bootstrap is None
    assert found.alpha_bootstrap is not None
    assert found.alpha_bootstrap.estimate == found.alpha_nominal.estimate
    assert found.alpha_bootstrap.low is not None


def test_repeats_and_identical_texts_stay_out() -> None:
    votes = votes_of({"r1": "WWTLW", "r2": "WLTWW"})
    again = [Vote("t00", "r1", "x", "y", Outcome.B, repeat=1)]
    study = tally([*votes, *again, Vote("t99", "r1", "x", "y", Outcome.A)], [("t99", "x", "y")])

    assert agreement(study, confidence=0.95) == agreed(votes)


def test_grades_feed_the_ordinal_alpha() -> None:
    grades = {"r1": (2, 1, 0, -2), "r2": (1, 1, 0, -1)}
    words = {1: Outcome.A, 0: Outcome.TIE, -1: Outcome.B}
    votes = [
        Vote(f"t{i}", rater, "x", "y", words[(g > 0) - (g < 0)], grade=g)
        for rater, row in grades.items()
        for i, g in enumerate(row)
    ]
    found = agreed(votes)

    expected = krippendorff.alpha(reliability_data=list(grades.values()), level_of_measurement="ordinal")
    assert found.pooled.alpha_ordinal.estimate == pytest.approx(expected)
    assert found.pooled.alpha_nominal.estimate == 1.0
    assert found.ordinal_scale == "grades"


def test_each_pair_stands_alone_and_pooled() -> None:
    perfect = votes_of({"r1": "WLTW", "r2": "WLTW"})
    opposite = votes_of({"r1": "WLWL", "r2": "LWLW"}, opponent="z")

    found = agreed([*perfect, *opposite])

    assert [(p.system, p.opponent, p.n_tables) for p in found.by_pair] == [("x", "y", 4), ("x", "z", 4)]
    assert [p.coefficients.raw.estimate for p in found.by_pair] == [1.0, 0.0]
    assert found.pooled.raw.estimate == 0.5
