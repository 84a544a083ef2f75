"""What one comparison is, what a rater does with it, and what there is to know about a tool that offers it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bench.browser import Page

QUESTION = "Which documentation would you rather work with?"


@dataclass(frozen=True, slots=True)
class Pair:
    """One table and what two models say about it."""

    ddl: str
    left: str
    right: str
    left_model: str
    right_model: str


class Rater(Protocol):
    """One person at work, with a browser of their own."""

    def begin(self) -> list[Page]:
        """Open the task and see the first pair; return all that came back."""

    def answer(self, *, whole: bool) -> list[Page]:
        """Answer the pair in view and see the next one; `whole` makes the requests that this could do without, too."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool as its makers publish it, and how it is brought to show pairs to raters."""

    name: str
    requirement: str
    # Its program in the folder `bin` of its installation, with what is said to it: {port} stands for the port.
    command: tuple[str, ...]
    # Where the first page is.
    first_page: str
    # Writes what it reads when it starts: its programs, its own folder, the pairs, how many raters.
    prepare: Callable[[Path, Path, Sequence[Pair], int], None]
    # Brings raters to the task of a running server: its address, the pairs, how many.
    enrol: Callable[[str, Sequence[Pair], int], Sequence[Rater]]
    # Counts the answers that it has kept: its address, its own folder.
    n_stored: Callable[[str, Path], int]
    python: tuple[int, int] = (3, 11)
    environment: Mapping[str, str] = field(default_factory=dict)
    # Whether its page makes more requests for each pair than it takes to store an answer and show the next pair.
    asks_more: bool = False
