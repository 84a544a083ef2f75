"""Pair --> SealedPair: its table and texts, kept in memory, because from a study's opening on nothing changes them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from evaluator.models import Candidate, Pair
from evaluator.steps.blind_pair import TableView
from evaluator.steps.table_view import table_view

# Raters of a study are in the same few blocks of tables. More would let a study of very wide tables fill the memory.
N_KEPT = 128


@dataclass(frozen=True, slots=True)
class SealedText:
    """One candidate's documentation, without its arm."""

    description: str
    comments: list[str | None]
    content_digest: str


@dataclass(frozen=True, slots=True)
class SealedPair:
    """What a comparison consists of, before sides are chosen."""

    table: TableView
    columns: list[dict[str, Any]]
    first: SealedText
    second: SealedText

    def sides(self, *, swapped: bool) -> tuple[SealedText, SealedText]:
        """Return the left and the right text."""
        return (self.second, self.first) if swapped else (self.first, self.second)


@lru_cache(maxsize=N_KEPT)
def sealed_pair(study_id: UUID, pair_pk: int) -> SealedPair:
    """Return a pair of a study that is no draft any more."""
    pair = (
        Pair.objects.select_related("first", "second", "table__table")
        .defer("table__table__original")
        .get(study__uuid=study_id, pk=pair_pk)
    )
    table = pair.table.table
    return SealedPair(table_view(table), table.columns, _text(pair.first), _text(pair.second))


def _text(candidate: Candidate) -> SealedText:
    return SealedText(candidate.description, candidate.comments, candidate.content_digest)
