"""One row of a CSV file of votes: its cells as values, or what is wrong with it in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import floor
from typing import cast

from evaluator.stats.outcomes import Outcome, Side, Vote

REQUIRED = ("item_id", "rater_id", "system_a", "system_b", "outcome")
OPTIONAL = ("shown_left", "repeat", "grade", "length_a", "length_b", "elapsed_ms")
# Programs that know no gaps in columns of whole numbers write 2.0 for 2.
_WHOLE = re.compile(r"([+-]?[0-9]+)(?:\.0*)?")
_FRACTION = re.compile(r"[+-]?[0-9]{1,18}\.[0-9]+")
MOST = 2**53
# Python reads no whole number of more than 4,300 digits.
_LONGEST = 1_000


def vote_of(header: Sequence[str], row: Sequence[str]) -> Vote:
    """The vote of a row. Raises ValueError that says what is wrong."""
    if len(row) != len(header):
        raise ValueError(f"has {len(row)} fields where the header has {len(header)}")
    cells = {name: value.strip() for name, value in zip(header, row, strict=True)}
    for name in REQUIRED:
        if not cells[name]:
            raise ValueError(f"{name} is empty")
    return Vote(
        table=cells["item_id"],
        rater=cells["rater_id"],
        system_a=cells["system_a"],
        system_b=cells["system_b"],
        outcome=outcome_of(cells["outcome"]),
        grade=_cell(cells, "grade"),
        shown_left=side_of(cells.get("shown_left", "")),
        repeat=_cell(cells, "repeat") or 0,
        active_ms=_cell(cells, "elapsed_ms"),
        length_a=_cell(cells, "length_a"),
        length_b=_cell(cells, "length_b"),
    )


def outcome_of(word: str) -> Outcome:
    """One of the five outcomes. Raises ValueError."""
    try:
        return Outcome(word)
    except ValueError:
        raise ValueError(f"outcome {word!r} is none of {', '.join(Outcome)}") from None


def side_of(word: str) -> Side | None:
    """Where system a stood; None for an empty cell. Raises ValueError."""
    if word not in ("a", "b", ""):
        raise ValueError(f"shown_left {word!r} is neither a nor b; leave it empty when unknown")
    return cast(Side, word) if word else None


def number_of(name: str, word: str) -> int | None:
    """The whole number in a cell of this column, fractions of a millisecond rounded; None for an empty cell.

    Raises ValueError for anything else and for numbers off the column's scale.
    """
    if not word:
        return None
    if len(word) > _LONGEST:
        raise ValueError(f"{name} is {len(word)} characters long, which no number here can be")
    if whole := _WHOLE.fullmatch(word):
        number = int(whole[1])
    elif name == "elapsed_ms" and _FRACTION.fullmatch(word):
        # Half a millisecond below zero would round to zero, which is allowed.
        number = floor(float(word)) if word.startswith("-") else round(float(word))
    else:
        raise ValueError(f"{name} {word!r} is not a {'number' if name == 'elapsed_ms' else 'whole number'}")
    low = -2 if name == "grade" else 0
    if number < low:
        raise ValueError(f"{name} {word} is below {low}")
    if number > MOST:
        raise ValueError(f"{name} {number} is too large")
    return number


def _cell(cells: Mapping[str, str], name: str) -> int | None:
    return number_of(name, cells.get(name, ""))
