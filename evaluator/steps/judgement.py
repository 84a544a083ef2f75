"""A judgement: what a rater's form says, by side; and its translation to the pair's own order, and back."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

SIDES = ("left", "right")
# (side, column index or None for the description)
Mark: TypeAlias = tuple[str, int | None]
# Verdict keys of the page, as grades towards the left side. 0 is "both bad".
GRADE_OF_VERDICT = {"1": 2, "2": 1, "3": 0, "4": -1, "5": -2, "0": 0}
# The columns of a rating that the answer fills.
RATING_FIELDS = ("grade", "both_bad", "cant_judge", "criteria", "wrong", "comment")
VERDICT_OF_GRADE = {2: "1", 1: "2", 0: "3", -1: "4", -2: "5"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The visible part of a rater's form, by side. Blank verdict and reason: not answered yet."""

    verdict: str = ""
    cant_judge: str = ""
    # criterion -> "l", "t" or "r"
    criteria: dict[str, str] = field(default_factory=dict)
    wrong: tuple[Mark, ...] = ()
    comment: str = ""
    # Active time so far, so that a draft goes on counting where it stopped.
    active_ms: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the answer as it is kept in a draft."""
        return {
            "verdict": self.verdict,
            "cant_judge": self.cant_judge,
            "criteria": self.criteria,
            "wrong": [list(mark) for mark in self.wrong],
            "comment": self.comment,
            "active_ms": self.active_ms,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Answer":
        """Read a kept draft back."""
        wrong = tuple((mark[0], mark[1]) for mark in value["wrong"])
        return cls(
            value["verdict"], value["cant_judge"], value["criteria"], wrong, value["comment"], value["active_ms"]
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """One submission: the answer, and the page it was given on."""

    answer: Answer
    submission_key: UUID
    base_revision: int
    side_token: str


def rating_fields(answer: Answer, *, swapped: bool) -> dict[str, Any]:
    """Return an answer's columns of a rating, coded towards the pair's first candidate."""
    sign = -1 if swapped else 1
    sides = dict(zip(SIDES, ("second", "first") if swapped else ("first", "second"), strict=True))
    lean = {"l": sign, "t": 0, "r": -sign}
    return {
        "grade": None if answer.cant_judge else sign * GRADE_OF_VERDICT[answer.verdict],
        "both_bad": not answer.cant_judge and answer.verdict == "0",
        "cant_judge": answer.cant_judge,
        "criteria": {name: lean[choice] for name, choice in answer.criteria.items()},
        "wrong": [[sides[side], column] for side, column in answer.wrong],
        "comment": answer.comment,
    }


def answer_of_rating(rating: Any, *, swapped: bool) -> Answer:
    """Return a stored rating as the form that gave it, for a page that shows the sides in the given order."""
    sign = -1 if swapped else 1
    sides = dict(zip(("second", "first") if swapped else ("first", "second"), SIDES, strict=True))
    lean = {sign: "l", 0: "t", -sign: "r"}
    verdict = "" if rating.cant_judge else "0" if rating.both_bad else VERDICT_OF_GRADE[sign * rating.grade]
    return Answer(
        verdict=verdict,
        cant_judge=rating.cant_judge,
        criteria={name: lean[value] for name, value in rating.criteria.items()},
        wrong=tuple((sides[side], column) for side, column in rating.wrong),
        comment=rating.comment,
    )
