"""Plain rating rows --> marks on single comments, of either text that a rater saw."""

from collections.abc import Iterable, Iterator, Mapping

from evaluator.stats.comment_agreement import Marks
from evaluator.steps.votes import Row, latest


def marks_of(rows: Iterable[Row], n_columns: Mapping[str, int]) -> list[Marks]:
    """Return two entries per primary answer; the description is the part after the last column.

    Who could not judge a table has none: what they left unmarked was not found right.
    """
    return [
        mark
        for row in latest(rows)
        if row["repeat"] == 0 and not row["cant_judge"]
        for mark in _marks(row, n_columns[row["table"]])
    ]


def _marks(row: Row, n_columns: int) -> Iterator[Marks]:
    for place in ("first", "second"):
        wrong = frozenset(n_columns if column is None else column for at, column in row["wrong"] if at == place)
        yield Marks(row["table"], row[place], row["rater"], n_columns + 1, wrong)
