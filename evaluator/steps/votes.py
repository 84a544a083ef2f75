"""Plain rating rows --> votes of the statistics: the latest revision of every answer, coded by arm."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from evaluator.stats.outcomes import Outcome, Vote

Row = Mapping[str, Any]
# Characters of each text by (arm code, table digest).
Lengths = Mapping[tuple[str, str], int]
NO_LENGTHS: Lengths = MappingProxyType({})
_OUTCOME_OF_SIGN = {1: Outcome.A, 0: Outcome.TIE, -1: Outcome.B}


def characters(description: str, comments: Iterable[str | None]) -> int:
    """Return how long a text is: the characters of its description and of its comments."""
    return len(description) + sum(len(comment or "") for comment in comments)


def votes_of(rows: Iterable[Row], lengths: Lengths = NO_LENGTHS) -> list[Vote]:
    """Return one vote per answered assignment; tables are named by their digest, systems by arm code."""
    return [_vote(row, _outcome(row), row["grade"], lengths) for row in latest(rows)]


def criterion_votes(rows: Iterable[Row], criterion: str) -> list[Vote]:
    """Return the votes on one criterion; who left it blank or could not judge the table has none."""
    return [
        _vote(row, _OUTCOME_OF_SIGN[row["criteria"][criterion]], None, NO_LENGTHS)
        for row in latest(rows)
        if criterion in row["criteria"]
    ]


def latest(rows: Iterable[Row]) -> list[Row]:
    """Return the highest revision of every assignment, in the schedule's order."""
    last: dict[tuple[int, int], Row] = {}
    for row in rows:
        place = row["slot"], row["position"]
        if place not in last or row["revision"] > last[place]["revision"]:
            last[place] = row
    return list(last.values())


def _outcome(row: Row) -> Outcome:
    if row["cant_judge"]:
        return Outcome.CANT_JUDGE
    if row["both_bad"]:
        return Outcome.BOTH_BAD
    return _OUTCOME_OF_SIGN[(row["grade"] > 0) - (row["grade"] < 0)]


def _vote(row: Row, outcome: Outcome, grade: int | None, lengths: Lengths) -> Vote:
    return Vote(
        table=row["table"],
        rater=row["rater"],
        system_a=row["first"],
        system_b=row["second"],
        outcome=outcome,
        grade=grade,
        shown_left="b" if row["shown_swapped"] else "a",
        repeat=row["repeat"],
        active_ms=row["active_ms"],
        length_a=lengths.get((row["first"], row["table"])),
        length_b=lengths.get((row["second"], row["table"])),
    )
