"""What one judgement says, coded by system and never by the side it was shown on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Side = Literal["a", "b"]
GRADES = (-2, -1, 0, 1, 2)


class Outcome(StrEnum):
    """The five answers; `both_bad` is half a win in ψ, `cant_judge` is counted and left out."""

    A = "a"
    B = "b"
    TIE = "tie"
    BOTH_BAD = "both_bad"
    CANT_JUDGE = "cant_judge"

    @property
    def flipped(self) -> Outcome:
        """The same judgement with the two systems named the other way round."""
        return {Outcome.A: Outcome.B, Outcome.B: Outcome.A}.get(self, self)


_SIGNS = {Outcome.A: 1, Outcome.B: -1, Outcome.TIE: 0, Outcome.BOTH_BAD: 0}


@dataclass(frozen=True, slots=True)
class Vote:
    """One rater's answer on one table and pair of systems.

    `grade` runs from -2 to +2, positive favours `system_a`; `repeat` 0 is the primary answer, 1 and up are hidden
    repeats; `active_ms` is milliseconds; lengths are of the two texts, in any one unit. Raises ValueError when the
    fields contradict each other.
    """

    table: str
    rater: str
    system_a: str
    system_b: str
    outcome: Outcome
    grade: int | None = None
    shown_left: Side | None = None
    repeat: int = 0
    active_ms: int | None = None
    length_a: int | None = None
    length_b: int | None = None

    def __post_init__(self) -> None:
        """Refuse a vote that contradicts itself, before it can reach an estimate."""
        if self.system_a == self.system_b:
            raise ValueError(f"system_a and system_b are both {self.system_a!r}; a vote compares two systems")
        if self.grade is not None:
            _check_grade(self.grade, self.outcome)
        if self.repeat < 0 or (self.active_ms is not None and self.active_ms < 0):
            raise ValueError("repeat and elapsed time can't be negative")
        if min(self.length_a or 0, self.length_b or 0) < 0:
            raise ValueError("the length of a text can't be negative")

    def canonical(self) -> Vote:
        """The same vote with its two systems in sorted order."""
        if self.system_a < self.system_b:
            return self
        sides: dict[Side | None, Side | None] = {"a": "b", "b": "a", None: None}
        return Vote(
            table=self.table,
            rater=self.rater,
            system_a=self.system_b,
            system_b=self.system_a,
            outcome=self.outcome.flipped,
            grade=None if self.grade is None else -self.grade,
            shown_left=sides[self.shown_left],
            repeat=self.repeat,
            active_ms=self.active_ms,
            length_a=self.length_b,
            length_b=self.length_a,
        )


def _check_grade(grade: int, outcome: Outcome) -> None:
    if grade not in GRADES:
        raise ValueError(f"grade {grade} is outside -2 to 2")
    if outcome is Outcome.CANT_JUDGE:
        raise ValueError(f"grade {grade} on a 'cant_judge' answer; leave the grade empty")
    if (grade > 0) - (grade < 0) != _SIGNS[outcome]:
        raise ValueError(f"grade {grade} contradicts outcome {outcome.value!r}; positive grades favour system_a")
