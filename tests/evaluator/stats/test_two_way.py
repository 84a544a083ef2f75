"""ψ over tables and raters: the balanced layout by hand, laws, and coverage with rater effects."""

import numpy as np
import pytest
from hypothesis import given, settings

from evaluator.stats.outcomes import Vote
from evaluator.stats.tally import tally
from evaluator.stats.two_way import TwoWayPsi, two_way
from evaluator.stats.winrate import compare_pairs
from tests.evaluator.stats.planted import planted_votes
from tests.evaluator.stats.studies import studies, votes_of


def results(votes: list[Vote]) -> dict[tuple[str, str], TwoWayPsi]:
    return {(r.system, r.opponent): r for r in two_way(tally(votes), confidence=0.95)}


def test_two_way_is_the_layout_of_mean_squares_when_balanced() -> None:
    rows = {"r1": "WWTLWW", "r2": "WTLLWT", "r3": "LTLLTL"}
    points = np.array([[{"W": 1.0, "T": 0.5, "L": 0.0}[c] for c in row] for row in rows.values()])
    by_table, by_rater, all_ = points.mean(axis=0), points.mean(axis=1), points.mean()
    rest = points - by_table - by_rater[:, np.newaxis] + all_
    squares = [by_table.var(ddof=1) / 6, by_rater.var(ddof=1) / 3, np.square(rest).sum() / (5 * 2 * 18)]
    variance = squares[0] + squares[1] - squares[2]
    df = variance**2 / (squares[0] ** 2 / 5 + squares[1] ** 2 / 2 + squares[2] ** 2 / 10)

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
