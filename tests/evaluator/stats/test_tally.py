"""Counting votes: one answer each, identical texts apart."""

from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.tally import tally
from tests.evaluator.stats.studies import votes_of


def test_tally_counts_outcomes_per_table_and_sorted_pair() -> None:
    study = tally([*votes_of({"r1": "WT0", "r2": "L?W"}), Vote("t00", "r3", "y", "x", Outcome.A)])

    assert study.pairs == (("x", "y"),)
    assert study.tables == ("t00", "t01", "t02")
    # win, tie, loss, both bad, can't judge
    assert study.counts.tolist() == [[1, 0, 2, 0, 0], [0, 1, 0, 0, 1], [1, 0, 0, 1, 0]]


def test_tally_keeps_the_last_of_two_answers_and_names_the_rater() -> None:
    study = tally([Vote("t", "R1", "x", "y", Outcome.A), Vote("t", "R1", "y", "x", Outcome.A)])

    assert study.counts.tolist() == [[0, 0, 1, 0, 0]]
    assert study.warnings == ("answered more than once, the last answer counts: R1 on t (x and y)",)


def test_tally_sets_repeats_apart() -> None:
    study = tally([Vote("t", "R1", "x", "y", Outcome.A), Vote("t", "R1", "x", "y", Outcome.B, repeat=1)])

    assert study.counts.tolist() == [[1, 0, 0, 0, 0]]
    assert study.repeats.code.tolist() == [2]
    assert study.warnings == ()


def test_tally_leaves_out_votes_on_identical_texts_and_says_so() -> None:
    study = tally(votes_of({"r1": "WW"}), identical=[("t00", "y", "x")])

    assert study.counts.tolist() == [[0, 0, 0, 0, 0], [1, 0, 0, 0, 0]]
    assert study.identical.tolist() == [True, False]
    assert study.warnings == ("1 votes on identical texts are left out: such a table counts as a tie",)
