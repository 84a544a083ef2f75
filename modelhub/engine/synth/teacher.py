"""Who writes examples: anything that turns a brief into a CREATE TABLE and its documentation, or gives up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from modelhub.engine.synth.brief import Brief


@dataclass(frozen=True, slots=True)
class Draft:
    """What a teacher wrote, unchecked: SQL in a dialect, a description, and (column, comment) pairs as they came."""

    dialect: str
    ddl: str
    description: str
    comments: tuple[tuple[str, str], ...]

    @property
    def raw(self) -> str:
        """All of it as one text, to be read by whoever asks why it was rejected."""
        comments = "\n".join(f"{name}: {comment}" for name, comment in self.comments)
        return f"{self.ddl}\n\n{self.description}\n\n{comments}".strip()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A brief that no draft came back for: `kind` in a word to count by, `problem` in a sentence, `raw` what was said."""

    kind: str
    problem: str
    raw: str = ""


Written = Draft | Refusal


class Teacher(Protocol):
    """Writes one draft at a time; `terms` names the terms under which its output may be used for training."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def terms(self) -> str: ...

    # Whether its texts come from templates of this project: what it copies from a test table is a fault of the project.
    @property
    def is_built_in(self) -> bool: ...

    def write(self, brief: Brief) -> Written:
        """Return a draft, or why there is none. Raises ModelGone when it can't go on at all."""
        ...


@runtime_checkable
class BatchTeacher(Protocol):
    """A teacher that is faster with many briefs at once."""

    def write_many(self, briefs: Iterable[tuple[int, Brief]]) -> Iterator[tuple[int, Written]]:
        """Yield exactly one result for every numbered brief, in any order. Raises ModelGone."""
        ...


def write_all(teacher: Teacher, briefs: Iterable[tuple[int, Brief]]) -> Iterator[tuple[int, Written]]:
    """Yield what the teacher writes, in batches where it can, in any order."""
    if isinstance(teacher, BatchTeacher):
        yield from teacher.write_many(briefs)
    else:
        for number, brief in briefs:
            yield number, teacher.write(brief)
