"""ψ over tables and raters: the balanced layout by hand, laws, and coverage with rater effects."""

import numpy as np
import pytest
from hypothesis import given, settings

from evaluator.stats.intervals import t_quantile
from evaluator.stats.outcomes import Vote
from evaluator.stats.tally import tally
from evaluator.stats.two_way import TwoWayPsi, two_way
from evaluator.stats.winrate import compare_pairs
from tests.evaluator.stats.planted import planted_votes
from tests.evaluator.stats.studies import studies, votes_of


def results(votes: list[Vote]) -> dict[tuple[str, str], TwoWayPsi]:
    return {(r.system, r.opponent): r for r in two_way(tally(votes), confidence=0.95)}


def mean_squares(rows: dict[str, str]) -> tuple[float, float, float]:
    """Variance of the mean by tables, by raters and by single votes, in the balanced two-way layout."""
    points = np.array([[{"W": 1.0, "T": 0.5, "L": 0.0}[letter] for letter in row] for row in rows.values()])
    n_raters, n_tables = points.shape
    by_table, by_rater = points.mean(axis=0), points.mean(axis=1)
    rest = points - by_table - by_rater[:, np.newaxis] + points.mean()
    noise = np.square(rest).sum() / ((n_tables - 1) * (n_raters - 1) * points.size)
    return float(by_table.var(ddof=1) / n_tables), float(by_rater.var(ddof=1) / n_raters), float(noise)


def test_two_way_is_the_layout_of_mean_squares_when_balanced() -> None:
    rows = {"r1": "WWTLWW", "r2": "WTLLWT", "r3": "LTLLTL"}
    squares = mean_squares(rows)
    variance = squares[0] + squares[1] - squares[2]
    df = variance**2 / (squares[0] ** 2 / 5 + squares[1] ** 2 / 2)

    found = results(votes_of(rows))["x", "y"]

    assert (found.se_tables, found.se_raters) == pytest.approx((squares[0] ** 0.5, squares[1] ** 0.5))
    assert found.df == pytest.approx(min(df, 5))


@settings(max_examples=40, deadline=None)
@given(studies())
def test_two_way_keeps_the_estimate_and_contains_the_interval_over_tables(votes: list[Vote]) -> None:
    study = tally(votes)
    primary = {(r.system, r.opponent): r.psi for r in compare_pairs(study, margin=None, confidence=0.95, seed=0)}
    for found in two_way(study, confidence=0.95):
        psi = primary[found.system, found.opponent]
        assert (found.psi.estimate is None) == (psi.estimate is None)
        if psi.estimate is not None:
            assert found.psi.estimate == pytest.approx(psi.estimate)
        if found.psi.low is not None and psi.low is not None and psi.note is None:
            assert found.psi.low <= psi.low + 1e-9


@settings(max_examples=25, deadline=None)
@given(studies())
def test_two_way_turns_over_when_the_systems_are_renamed(votes: list[Vote]) -> None:
    names = {"s0": "z2", "s1": "z1", "s2": "z0"}
    renamed = [Vote(v.table, v.rater, names[v.system_a], names[v.system_b], v.outcome) for v in votes]
    turned = results(renamed)
    for (system, opponent), found in results(votes).items():
        other = turned[names[opponent], names[system]]
        if found.psi.estimate is not None:
            assert other.psi.estimate == pytest.approx(1 - found.psi.estimate)
        if found.df is not None:
            assert other.df == pytest.approx(found.df)
            assert other.se_raters == pytest.approx(found.se_raters)


def test_two_way_of_raters_who_happen_to_be_alike_still_counts_how_few_they_are() -> None:
    rows = {"r1": "WWLLWLWT", "r2": "WLWLWWLT", "r3": "LWWWLTWT"}
    tables, raters, votes = mean_squares(rows)
    assert 0 < raters < votes

    found = results(votes_of(rows))["x", "y"]

    # The raters' part, below the noise of single votes, adds no variance, but takes away degrees of freedom.
    df = tables**2 / (tables**2 / 7 + raters**2 / 2)
    assert found.df == pytest.approx(df)
    assert found.psi.estimate is not None
    assert found.psi.low == pytest.approx(found.psi.estimate - t_quantile(0.95, df) * tables**0.5)


def test_two_way_counts_identical_texts_as_a_tie() -> None:
    found = two_way(tally(votes_of({"r1": "WW", "r2": "WL"}), [("t99", "x", "y")]), confidence=0.95)[0]

    assert found.psi.estimate == pytest.approx((1 + 0.5 + 0.5) / 3)


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ({"r1": "WLT"}, "no interval: it needs two raters or more"),
        ({"r1": "W", "r2": "L"}, "no interval: it needs two tables or more"),
        ({"r1": "TTT", "r2": "TTT"}, "no interval: nothing varies between tables or raters"),
        ({"r1": "???", "r2": "???"}, "undefined, because no table of this pair has a vote that counts"),
    ],
)
def test_two_way_without_spread_says_why(rows: dict[str, str], note: str) -> None:
    found = results(votes_of(rows))["x", "y"]

    assert (found.psi.low, found.psi.high, found.psi.note) == (None, None, note)


def test_two_way_covers_where_raters_differ_and_tables_alone_do_not() -> None:
    both = tables = 0
    for seed in range(150):
        study = tally(planted_votes(seed, n_tables=30, n_raters=6, rater_sd=1.0))
        wide, narrow = (
            two_way(study, confidence=0.95)[0].psi,
            compare_pairs(study, margin=None, confidence=0.95, seed=0)[0].psi,
        )
        both += wide.low is not None and wide.high is not None and wide.low <= 0.5 <= wide.high
        tables += narrow.low is not None and narrow.high is not None and narrow.low <= 0.5 <= narrow.high

    assert both / 150 >= 0.9
    assert tables / 150 < 0.8
