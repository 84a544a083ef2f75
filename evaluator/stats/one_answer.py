"""One answer counts: the last that a rater gave on one table, pair and repeat."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evaluator.stats.vote_columns import Ints, VoteColumns

_NAMED = 5


def last_answers(votes: VoteColumns, unit: Ints) -> tuple[Ints, tuple[str, ...]]:
    """Rows of the last answers, by unit, rater and repeat, and a warning that names whoever answered again.

    `unit` is one number for table and pair of each (canonical) vote.
    """
    place = unit * max(len(votes.raters), 1) + votes.rater
    # Stable: of one place's answers, the last one stays last.
    order = np.lexsort((votes.repeat, place))
    again = (place[order][1:] == place[order][:-1]) & (votes.repeat[order][1:] == votes.repeat[order][:-1])
    if not again.any():
        return order, ()
    return order[np.append(~again, True)], (_warning(votes, order, again),)


def _warning(votes: VoteColumns, order: Ints, again: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> str:
    group = np.concatenate(([0], np.cumsum(~again)))
    seconds = order[1:][again]
    repeated = dict.fromkeys(group[1:][again][np.argsort(seconds, kind="stable")].tolist())
    names = list(dict.fromkeys(_names(votes, order, group, list(repeated))))
    more = f" and {len(repeated) - _NAMED} more" if len(repeated) > _NAMED else ""
    return f"answered more than once, the last answer counts: {'; '.join(names)}{more}"


def _names(votes: VoteColumns, order: Ints, group: Ints, repeated: list[int]) -> Iterator[str]:
    for number in repeated[:_NAMED]:
        rows = order[group == number]
        row = rows[0]
        systems = f"{votes.systems[votes.system_a[row]]} and {votes.systems[votes.system_b[row]]}"
        lines = f", lines {_listed(votes.line[rows].tolist())}" if len(votes.line) else ""
        yield f"{votes.raters[votes.rater[row]]} on {votes.tables[votes.table[row]]} ({systems}){lines}"


def _listed(lines: list[int]) -> str:
    return f"{', '.join(map(str, lines[:-1]))} and {lines[-1]}"
