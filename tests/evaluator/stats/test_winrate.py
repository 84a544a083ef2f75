"""Win rates: hand-made studies whose figures can be checked on paper."""

import pytest

from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.significance import Verdict
from evaluator.stats.tally import tally
from evaluator.stats.winrate import PairResult, compare_pairs, table_results
from tests.evaluator.stats.studies import votes_of


def both_ways(votes: list[Vote], identical: list[tuple[str, str, str]] | None = None) -> tuple[PairResult, ...]:
    return compare_pairs(tally(votes, identical or []), margin=0.1, confidence=0.95, seed=0)


def test_psi_is_the_mean_of_table_means_not_of_votes() -> None:
    forth, _ = both_ways(votes_of({"r1": "WL", "r2": "W ", "r3": "W "}))

    assert forth.psi.estimate == 0.5
    assert (forth.wins, forth.losses, forth.n_tables) == (3, 1, 2)


def test_psi_counts_ties_and_both_bad_half_and_leaves_out_cant_judge() -> None:
    forth, _ = both_ways(votes_of({"r1": "WT0?", "r2": "WLW?"}))

    assert forth.psi.estimate == pytest.approx((1 + 0.25 + 0.75) / 3)
    assert (forth.wins, forth.ties, forth.losses, forth.both_bad, forth.cant_judge) == (3, 1, 1, 1, 2)
    assert forth.n_tables == 3


def test_directions_mirror_each_other() -> None:
    forth, back = both_ways(votes_of({"r1": "WWTLW", "r2": "WLTWW"}))
    figures = (forth.psi.estimate, forth.psi.low, forth.psi.high)
    mirrored = (back.psi.estimate, back.psi.high, back.psi.low)

    assert (forth.system, forth.opponent, back.system, back.opponent) == ("x", "y", "y", "x")
    assert [1 - (value or 0) for value in mirrored] == pytest.approx(list(figures))
    assert back.net_benefit.estimate == pytest.approx(-(forth.net_benefit.estimate or 0))
    assert (back.wins, back.losses, back.p) == (forth.losses, forth.wins, forth.p)


def test_net_benefit_is_wins_less_losses_over_tables() -> None:
    forth, _ = both_ways(votes_of({"r1": "WWTLW"}))

    assert forth.net_benefit.estimate == pytest.approx((3 - 1) / 5)


def test_p_of_one_rater_is_the_sign_test_on_decided_tables() -> None:
    forth, _ = both_ways(votes_of({"r1": "WWWWWTT"}))

    assert forth.p == pytest.approx(2 / 2**5)
    assert forth.p_method == "exact"


def test_holm_adjusts_over_pairs_once_each() -> None:
    votes = [
        *votes_of({"r1": "WWWWW"}),
        *votes_of({"r1": "WWWWWW"}, opponent="z"),
        *votes_of({"r1": "WL"}, system="y", opponent="z"),
    ]
    adjusted = {(r.system, r.opponent): r.p_holm for r in both_ways(votes)}

    assert adjusted["x", "z"] == adjusted["z", "x"] == pytest.approx(3 * 2 / 2**6)
    assert adjusted["x", "y"] == pytest.approx(2 * 2 / 2**5)
    assert adjusted["y", "z"] == 1.0


def test_identical_texts_are_one_tie_per_table() -> None:
    forth, _ = both_ways(votes_of({"r1": "WW", "r2": "WW"}), [("t98", "x", "y"), ("t99", "y", "x")])

    assert forth.psi.estimate == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert (forth.identical, forth.n_tables, forth.ties) == (2, 4, 0)


def test_verdict_is_null_without_a_margin() -> None:
    study = tally(votes_of({"r1": "WWWW"}))

    assert [r.verdict for r in compare_pairs(study, margin=None, confidence=0.95, seed=0)] == [None, None]


def test_verdict_is_given_in_both_directions() -> None:
    forth, back = both_ways(votes_of({"r1": "W" * 20}))

    assert forth.verdict == Verdict("shown", "shown", "refuted")
    assert back.verdict == Verdict("refuted", "refuted", "refuted")


def test_pair_that_nobody_could_judge_has_no_figures() -> None:
    forth, _ = both_ways(votes_of({"r1": "??"}))

    assert (forth.psi.estimate, forth.p, forth.p_holm, forth.n_tables) == (None, None, None, 0)
    assert forth.psi.note == "undefined, because no table of this pair has a vote that counts"


def test_table_results_name_every_table() -> None:
    study = tally(votes_of({"r1": "W?", "r2": "T "}), [("t02", "x", "y")])

    found = [(t.table, t.psi, t.votes, t.identical) for t in table_results(study)]

    assert found == [("t00", 0.75, 2, False), ("t01", None, 0, False), ("t02", 0.5, 0, True)]


def test_votes_given_in_the_other_direction_count_the_same() -> None:
    votes = votes_of({"r1": "WWTLW", "r2": "WLTWW"})
    turned = [
        Vote(v.table, v.rater, "y", "x", {Outcome.A: Outcome.B, Outcome.B: Outcome.A}.get(v.outcome, v.outcome))
        for v in votes
    ]

    assert both_ways(turned) == both_ways(votes)
