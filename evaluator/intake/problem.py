"""What is wrong with a file, where, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in outside input. `line` counts from 1; None when the whole file is meant.

    `what` is the beginning of a sentence without a full stop; `remedy` is a sentence of its own, or blank.
    """

    source: str
    line: int | None
    what: str
    remedy: str

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}, line {self.line}"
        return f"{place}: {self.what}. {self.remedy}".rstrip()


class IntakeError(Exception):
    """A file, or a part of it, that can't be taken in; nothing of it may be stored."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def shown(text: str, limit: int = 60) -> str:
    """Quote outside text for a message: cut short, control and direction characters escaped."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")
