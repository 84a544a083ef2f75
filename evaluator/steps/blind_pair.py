"""What a rater's page may know, in full: frozen values without a way back to any arm."""

from dataclasses import dataclass
from uuid import UUID

from evaluator.steps.judgement import Answer


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the table with its two comments."""

    index: int
    name: str
    type: str
    keys: tuple[str, ...]
    nullable: bool
    left: str | None
    right: str | None
    left_wrong: bool = False
    right_wrong: bool = False

    @property
    def same(self) -> bool:
        """Both sides say the same, so there is nothing to compare."""
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as its own schema tells it, without any comment."""

    name: str
    dialect: str
    key: str
    ddl: str
    sample_columns: tuple[str, ...]
    sample_rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the rater is; minutes left come from their own median time, from the fifth pair on."""

    n_done: int
    n_total: int
    minutes_left: int | None


@dataclass(frozen=True, slots=True)
class BlindPair:
    """One comparison as the rater sees it. Adding a field here is a blindness decision."""

    assignment_id: UUID
    study_id: UUID
    question: str
    table: TableView
    left: str
    right: str
    columns: tuple[ColumnRow, ...]
    criteria: tuple[str, ...]
    answer: Answer
    base_revision: int
    submission_key: UUID
    side_token: str
    progress: Progress

    @property
    def left_wrong(self) -> bool:
        """The rater has marked the left description."""
        return ("left", None) in self.answer.wrong

    @property
    def right_wrong(self) -> bool:
        """The rater has marked the right description."""
        return ("right", None) in self.answer.wrong

    @property
    def revising(self) -> bool:
        """The rater has answered this pair before."""
        return self.base_revision > 0
