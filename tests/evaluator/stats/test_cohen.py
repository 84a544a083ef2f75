"""Cohen's κ against published figures, statsmodels and laws."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.inter_rater import cohens_kappa as oracle

from evaluator.stats import cohen
from evaluator.stats.cohen import cohen_interval, cohen_kappa, rater_kappas
from evaluator.stats.intervals import jackknife_interval
from evaluator.stats.least import least_kappa
from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.tally import Ints, tally
from tests.evaluator.stats.studies import votes_of

Case = Callable[[str], dict[str, Any]]


def test_cohen_kappa_matches_the_published_example(case: Case) -> None:
    example = case("cohen_wikipedia")

    found = cohen_kappa(np.array(example["input"]["table"]))

    assert found == pytest.approx(example["expected"]["kappa"], abs=example["tolerance"])


@settings(max_examples=30, deadline=None)
@given(arrays(np.int64, (3, 3), elements=st.integers(0, 9)))
def test_cohen_kappa_matches_statsmodels(table: Ints) -> None:
    chance = (table.sum(axis=0) * table.sum(axis=1)).sum()
    if chance == table.sum() ** 2:
        assert cohen_kappa(table) is None
    else:
        assert cohen_kappa(table) == pytest.approx(float(oracle(table, return_results=False)))


def test_interval_has_the_error_of_large_samples_where_the_sample_is_large() -> None:
    """Fleiss, Cohen and Everitt's (1969), by statsmodels; the jackknife's agrees as n grows, on its own scale."""
    table = np.array([[400, 60, 40], [50, 300, 30], [20, 70, 230]])
    units = np.repeat(np.eye(9).reshape(9, 3, 3), table.ravel(), axis=0)

    found, expected = cohen_interval(units), oracle(table)

    assert found.estimate == pytest.approx(expected.kappa)
    low = least_kappa(table.astype(float))
    bounds = np.array([found.low, found.estimate, found.high], dtype=float)
    slope = (1 - low) / ((expected.kappa - low) * (1 - expected.kappa))
    assert np.diff(np.log((bounds - low) / (1 - bounds))) == pytest.approx(1.96 * expected.std_kappa * slope, rel=5e-3)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=12),
)
def test_interval_leaves_out_one_table_at_a_time(answers: list[tuple[int, int, int]]) -> None:
    """Each answer: table, what the first rater said, what the second said."""
    tables = np.zeros((4, 3, 3))
    for table, first, second in answers:
        tables[table, first, second] += 1
    tables = tables[tables.any(axis=(1, 2))]
    whole = cohen_kappa(tables.sum(axis=0).astype(np.int64))

    found = cohen_interval(tables)

    if whole is None:
        assert (found.estimate, found.low) == (None, None)
        return
    without = [cohen_kappa((tables.sum(axis=0) - one).astype(np.int64)) for one in tables]
    replicates = np.array([np.nan if value is None else value for value in without])
    expected = jackknife_interval(whole, replicates, confidence=0.95, low=least_kappa(tables.sum(axis=0)))
    assert (found.estimate, found.low, found.high) == (expected.estimate, expected.low, expected.high)


def test_raters_are_compared_on_the_tables_that_both_judged() -> None:
    study = tally(votes_of({"r1": "WWLLTW  ", "r2": "WWLLWWWL", "r3": "      LW"}))

    found = rater_kappas(study, confidence=0.95)

    assert [(k.rater_1, k.rater_2, k.n) for k in found] == [("r1", "r2", 6), ("r2", "r3", 2)]
    assert found[0].low is not None
    assert (found[1].kappa, found[1].low, found[1].note) == (-1.0, None, "no interval: nothing varies between tables")


def test_one_value_only_is_null_with_a_reason() -> None:
    (found,) = rater_kappas(tally(votes_of({"r1": "TTT", "r2": "TTT"})), confidence=0.95)

    assert (found.kappa, found.n) == (None, 3)
    assert found.note is not None
    assert found.note.startswith("undefined, because all answers")


def test_many_raters_have_the_same_kappas_without_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    rows = {f"r{i:02}": "".join(rng.choice(list("WTL0? "), 20)) for i in range(6)}
    study = tally(votes_of(rows))
    few = rater_kappas(study, confidence=0.95)

    monkeypatch.setattr(cohen, "MOST_INTERVALS", 3)
    many = rater_kappas(study, confidence=0.95)

    assert [(k.rater_1, k.rater_2, k.n) for k in many] == [(k.rater_1, k.rater_2, k.n) for k in few]
    assert [k.kappa for k in many] == [None if k.kappa is None else pytest.approx(k.kappa) for k in few]
    assert {(k.low, k.note) for k in many} == {
        (None, "no interval: too many raters and tables for one of every two raters")
    }


def test_many_raters_who_never_meet_have_no_kappa() -> None:
    votes = [Vote(f"t{i}", f"r{i}", "x", "y", Outcome.A) for i in range(10_001)]

    assert rater_kappas(tally(votes), confidence=0.95) == ()
