"""Pair --> SealedPair: its table and texts, kept in memory, because from a study's opening on nothing changes them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from evaluator.models import Pair, SourceTable
from evaluator.prepared import Prepared, Row
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
    """Return a pair of a study that is no draft any more. Raises LookupError."""
    for row in _of_study(study_id, pair_pk):
        table = SourceTable(**dict(zip(_TABLE, row, strict=False)))
        first, second = (SealedText(*row[start : start + len(_TEXT)]) for start in _TEXTS_AT)
        return SealedPair(table_view(table), table.columns, first, second)
    raise LookupError(f"study {study_id} has no pair {pair_pk}")


_TABLE = ("name", "dialect", "ddl", "columns", "sample_rows")
_TEXT = ("description", "comments", "content_digest")
_TEXTS_AT = (len(_TABLE), len(_TABLE) + len(_TEXT))


def _write(study_id: UUID, pair_pk: int) -> QuerySet[Pair, Row]:
    table = (f"table__table__{name}" for name in _TABLE)
    texts = (f"{side}__{name}" for side in ("first", "second") for name in _TEXT)
    return Pair.objects.filter(study__uuid=study_id, pk=pair_pk).values_list(*table, *texts)


_of_study = Prepared(_write, UUID, int)
