"""Columns of votes as the votes that they are."""

from evaluator.stats.codes import CODES, NO_GRADE, SIDES, UNKNOWN
from evaluator.stats.outcomes import Side, Vote
from evaluator.stats.vote_columns import VoteColumns

_OUTCOMES = {code: outcome for outcome, code in CODES.items()}
_SIDES: dict[int, Side | None] = {SIDES["a"]: "a", SIDES["b"]: "b", SIDES[None]: None}


def votes_in(columns: VoteColumns) -> list[Vote]:
    """One vote per entry, in their order."""

    def known(value: int) -> int | None:
        return None if value == UNKNOWN else value

    return [
        Vote(
            table=columns.tables[columns.table[i]],
            rater=columns.raters[columns.rater[i]],
            system_a=columns.systems[columns.system_a[i]],
            system_b=columns.systems[columns.system_b[i]],
            outcome=_OUTCOMES[int(columns.code[i])],
            grade=None if columns.grade[i] == NO_GRADE else int(columns.grade[i]),
            shown_left=_SIDES[int(columns.a_left[i])],
            repeat=int(columns.repeat[i]),
            active_ms=known(int(columns.ms[i])),
            length_a=known(int(columns.length_a[i])),
            length_b=known(int(columns.length_b[i])),
        )
        for i in range(len(columns.code))
    ]
