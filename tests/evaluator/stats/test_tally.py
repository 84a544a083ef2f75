"""Counting votes: one answer each, identical texts apart."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.stats.codes import TIE
from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.reading import read_votes
from evaluator.stats.tally import tally
from tests.evaluator.stats.studies import studies, votes_of


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


def test_tally_names_the_lines_of_a_file_on_which_somebody_answered_again(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    rows = ["t1,r1,x,y,a", "t1,r2,x,y,b", "t1,r1,y,x,tie", "t2,r2,x,y,b", "t1,r1,x,y,b"]
    path.write_text("\n".join(["item_id,rater_id,system_a,system_b,outcome", *rows]), encoding="utf-8")

    study = tally(read_votes(path))

    assert study.warnings == ("answered more than once, the last answer counts: r1 on t1 (x and y), lines 2, 4 and 6",)
    assert study.counts.tolist() == [[0, 0, 2, 0, 0], [0, 0, 1, 0, 0]]


@settings(max_examples=40, deadline=None)
@given(studies(), st.lists(st.integers(0, 20), max_size=4))
def test_tally_counts_each_place_once_whatever_came_twice(votes: list[Vote], again: list[int]) -> None:
    more = [votes[i % len(votes)] for i in again] if votes else []

    study = tally([*votes, *(replace(vote, outcome=Outcome.TIE, grade=None) for vote in more)])

    last = {(v.table, v.rater, v.system_a, v.system_b): v.outcome for v in votes}
    last |= {(v.table, v.rater, v.system_a, v.system_b): Outcome.TIE for v in more}
    assert study.counts.sum() == len(last)
    assert study.counts[:, TIE].sum() == list(last.values()).count(Outcome.TIE)
    assert len(study.warnings) == bool(more)
