"""The ranking of a study, and what it says where votes allow none."""

from dataclasses import replace

import pytest

from evaluator.stats.outcomes import Side, Vote
from evaluator.stats.ranking import Ranking, ranking
from evaluator.stats.tally import tally
from tests.evaluator.stats.studies import votes_of


def ranked(*votes: list[Vote]) -> Ranking:
    return ranking(tally([vote for part in votes for vote in part]), confidence=0.95)


def test_ranking_of_two_systems_follows_their_wins_over_losses() -> None:
    found = ranked(votes_of({"r1": "WWWL0", "r2": "WWWLT"}))

    # In Davidson's model the odds of two systems are those of decided votes; with half ties (6 + 1) : (2 + 1).
    assert [s.worth for s in found.systems] == pytest.approx([0.75, 0.25])
    assert [s.worth for s in found.half_ties] == pytest.approx([0.7, 0.3])
    assert found.order.note == "undefined, because no vote has a known side"
    assert found.note is None


def test_ranking_gives_intervals_over_tables_that_contain_the_estimates() -> None:
    found = ranked(votes_of({"r1": "WWTLWWLWTW", "r2": "WTTLWLLWWW"}))

    best, worst = found.systems
    assert best.low is not None
    assert best.high is not None
    assert best.low < (best.log_worth or 0.0) < best.high
    assert (worst.low, worst.high) == pytest.approx((-best.high, -best.low))
    assert found.tie.low is not None
    assert 0 < found.tie.low < (found.tie.estimate or 0.0)
    assert (found.rao_kupper.tie.estimate or 0.0) > 1


def test_ranking_separates_systems_only_when_the_votes_do() -> None:
    close = ranked(votes_of({"r1": "WLTWLWLTWL"}))
    clear = ranked(votes_of({"r1": "WWWWWWLTWWWWWWWLWWWWTWWWWWW"}))

    assert [(s.rank_low, s.rank_high) for s in close.systems] == [(1, 2), (1, 2)]
    assert [(s.rank_low, s.rank_high) for s in clear.systems] == [(1, 1), (2, 2)]


def test_ranking_finds_the_side_that_raters_prefer() -> None:
    """The left text wins 3 of 4 times, each system as often as the other."""
    sides: list[Side] = ["a", "b"]
    votes = [
        replace(vote, table=f"{vote.table}{side}", shown_left=side)
        for side, row in zip(sides, ("WWWL", "LLLW"), strict=True)
        for vote in votes_of({"r1": row * 6})
    ]

    found = ranked(votes)

    # The odds of 3 : 1 are e to the order effect.
    assert found.order.estimate == pytest.approx(1.0986, abs=1e-4)
    assert found.order.low is not None
    assert found.order.low > 0
    assert found.systems[0].log_worth == pytest.approx(0.0, abs=1e-9)


def test_ranking_leaves_out_an_order_effect_that_decides_everything() -> None:
    left: Side = "a"
    right: Side = "b"
    votes = [*(replace(v, shown_left=left) for v in votes_of({"r1": "WWW"}))]
    votes += [replace(v, table=f"{v.table}'", shown_left=right) for v in votes_of({"r1": "LLL"})]

    found = ranked(votes)

    assert found.order.note == (
        "undefined, because the sides vary too little, or decide too much, for a finite order effect"
    )
    assert [s.worth for s in found.systems] == pytest.approx([0.5, 0.5])


def test_ranking_of_one_table_has_no_interval() -> None:
    found = ranked(votes_of({"r1": "W", "r2": "L"}))

    assert [(s.log_worth, s.low, s.high) for s in found.systems] == [(0.0, None, None), (0.0, None, None)]
    assert [(s.rank_low, s.rank_high) for s in found.systems] == [(1, 2), (1, 2)]
    assert found.note == "no intervals: they need two tables or more"


def test_ranking_of_tables_that_all_say_the_same_has_no_interval_and_says_why() -> None:
    """Without variation the sandwich is rounding alone, which is no interval of no width."""
    sides: tuple[Side, Side] = ("a", "b")
    found = ranked(
        [
            replace(vote, shown_left=sides[number % 2])
            for number, row in enumerate(("W", "W", "L", "L", "W", "T", "L", "W"))
            for vote in votes_of({f"r{number}": row * 7})
        ]
    )

    assert [(s.low, s.high) for s in found.systems] == [(None, None), (None, None)]
    assert found.note == "no interval for x, y: nothing varies between tables"
    assert {found.tie.note, found.order.note, found.rao_kupper.tie.note} == {
        "no interval: nothing varies between tables"
    }


def test_ranking_of_a_system_that_never_loses_has_one_bound() -> None:
    found = ranked(votes_of({"r1": "W" * 10}))
    best, worst = found.systems

    # Clopper and Pearson: 10 of 10 leave a chance of 0.025 ** 0.1 = .6915 or more; log odds .8073, half to each.
    assert (best.log_worth, best.worth, best.high) == (None, None, None)
    assert best.low == pytest.approx(0.8073 / 2, abs=1e-4)
    assert worst.high == pytest.approx(-0.8073 / 2, abs=1e-4)
    assert found.tie.estimate is None
    assert best.note == "never lost to those it is held against: its worth has no upper bound"
    assert worst.note == "never won against those it is held against: its worth has no lower bound"


def test_ranking_of_a_system_that_never_loses_says_so_and_ranks_the_others() -> None:
    found = ranked(
        votes_of({"r1": "WLWTWL"}, system="a", opponent="b"),
        votes_of({"r1": "W" * 6}, system="c", opponent="a"),
        votes_of({"r1": "W" * 6}, system="c", opponent="b"),
    )
    a, b, c = found.systems

    assert a.worth is not None
    assert b.worth is not None
    assert a.worth + b.worth == pytest.approx(1.0)
    assert c.worth is None
    assert c.low is not None
    assert found.note == (
        "no finite worth for c: never lost or tied against the rest, or never won; only bounds are given"
    )


def test_ranking_of_systems_that_win_or_tie_only_is_undefined() -> None:
    found = ranked(votes_of({"r1": "WTWTW"}))

    assert [s.worth for s in found.systems] == [None, None]
    assert found.tie.note == "undefined, because it grows with the worths, which have no bound"
    assert found.note == "undefined, because no system ever lost to one that it beat, so worths have no bound"
    assert [s.worth for s in found.half_ties] == pytest.approx([0.8, 0.2])


def test_ranking_of_ties_only_names_nobody() -> None:
    found = ranked(votes_of({"r1": "TTTT", "r2": "T0TT"}))

    assert [(s.worth, s.low, s.high, s.rank_low, s.rank_high) for s in found.systems] == [(None, None, None, 1, 2)] * 2
    assert found.note == "undefined, because no vote names a winner"


def test_ranking_of_systems_never_compared_ranks_within_each_group() -> None:
    found = ranked(
        votes_of({"r1": "WWWL"}),
        votes_of({"r1": "WL"}, system="p", opponent="q"),
    )

    assert {s.system: s.component for s in found.systems} == {"p": 1, "q": 1, "x": 2, "y": 2}
    assert {s.system: s.worth for s in found.systems} == pytest.approx({"p": 0.5, "q": 0.5, "x": 0.75, "y": 0.25})
    assert max(s.rank_high for s in found.systems) == 2


def test_ranking_of_no_votes_is_empty() -> None:
    found = ranked([])

    assert (found.systems, found.half_ties) == ((), ())
    assert found.tie.note == "undefined, because no system has a finite worth"
    assert found.note == "undefined, because a ranking needs two systems or more"


def test_ranking_of_votes_that_nobody_could_judge_names_nobody() -> None:
    found = ranked(votes_of({"r1": "???"}))

    assert [s.worth for s in found.systems] == [None, None]
    assert found.note == "undefined, because no vote names a winner"
