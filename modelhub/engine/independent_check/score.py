"""One table's documentation against a reference and against its schema."""

from dataclasses import dataclass
from statistics import fmean

from modelhub.engine.independent_check.contradictions import Contradiction, contradictions, invented_names, target_of
from modelhub.engine.independent_check.overlap import comment_overlap, description_overlap
from modelhub.engine.independent_check.words import content_words, means, name_parts
from modelhub.engine.records import ColumnRecord, DocumentationRecord, TableRecord


@dataclass(frozen=True, slots=True)
class Score:
    """What the check finds; overlaps and shares are from 0 to 1."""

    description_overlap: float
    comment_overlap: float
    n_columns: int
    n_missing: int
    contradictions: tuple[Contradiction, ...]
    # What looks like a name in the description and stands nowhere in the schema: people may know more, models don't.
    invented: tuple[str, ...]
    names_subject: bool
    # Columns whose comment has a word that the column's name, or the table that it references, stands for.
    n_named: int

    @property
    def overlap(self) -> float:
        """The mean of both overlaps."""
        return (self.description_overlap + self.comment_overlap) / 2

    @property
    def wrong(self) -> int:
        """How many comments the schema contradicts."""
        return len(self.contradictions)

    @property
    def wrong_share(self) -> float:
        """Contradicted comments among all columns."""
        return self.wrong / self.n_columns


def score(table: TableRecord, written: DocumentationRecord, reference: DocumentationRecord) -> Score:
    """Compare one writer's documentation with the reference and the schema; the order of comments plays no part."""
    comments = dict(written.comments)
    return Score(
        description_overlap=description_overlap(written, reference),
        comment_overlap=comment_overlap(written, reference),
        n_columns=len(table.columns),
        n_missing=sum(not comments.get(column.name) for column in table.columns),
        contradictions=tuple(contradictions(table, written)),
        invented=tuple(invented_names(written.description, table)),
        names_subject=_speaks_of(written.description, name_parts(table.name.rsplit(".", 1)[-1])),
        n_named=sum(_names_own(column, comments.get(column.name)) for column in table.columns),
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """Means and shares over tables, each table counting the same; shares are from 0 to 1."""

    n_tables: int
    description_overlap: float
    comment_overlap: float
    wrong_share: float
    invented_share: float
    missing_share: float
    subject_share: float
    named_share: float


def summarise(scores: list[Score]) -> Summary:
    """Return the summary of one writer's scores. Raises ValueError for none."""
    if not scores:
        raise ValueError("there is no score to summarise")
    return Summary(
        n_tables=len(scores),
        description_overlap=fmean(one.description_overlap for one in scores),
        comment_overlap=fmean(one.comment_overlap for one in scores),
        wrong_share=fmean(one.wrong_share for one in scores),
        invented_share=fmean(bool(one.invented) for one in scores),
        missing_share=fmean(one.n_missing / one.n_columns for one in scores),
        subject_share=fmean(one.names_subject for one in scores),
        named_share=fmean(one.n_named / one.n_columns for one in scores),
    )


def _names_own(column: ColumnRecord, text: str | None) -> bool:
    return _speaks_of(text, (*name_parts(column.name), *name_parts(target_of(column))))


def _speaks_of(text: str | None, parts: tuple[str, ...]) -> bool:
    words = set(content_words(text))
    return any(means(part, word) for part in parts for word in words)
