"""Marks on single comments, from rating rows."""

from typing import Any

from evaluator.stats.comment_agreement import Marks
from evaluator.steps.marks import marks_of


def row(**changes: Any) -> dict[str, Any]:
    return {
        "slot": 1, "position": 1, "rater": "R1", "table": "t", "first": "C", "second": "K", "repeat": 0, "revision": 1,
        "cant_judge": "", "wrong": [["first", 1], ["second", None], ["first", 0]],
    } | changes  # fmt: skip


def test_marks_are_those_of_each_text_and_the_description_comes_last() -> None:
    assert marks_of([row()], {"t": 3}) == [
        Marks("t", "C", "R1", 4, frozenset({0, 1})),
        Marks("t", "K", "R1", 4, frozenset({3})),
    ]


def test_latest_revision_counts() -> None:
    marks = marks_of([row(), row(revision=2, wrong=[])], {"t": 3})
    assert [mark.wrong for mark in marks] == [frozenset(), frozenset()]


def test_repeats_and_tables_that_could_not_be_judged_have_none() -> None:
    rows = [row(repeat=1), row(position=2, cant_judge="other", wrong=[])]
    assert marks_of(rows, {"t": 3}) == []
