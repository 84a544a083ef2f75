"""Long lists in parts: `limit` rows from `offset` on, and how many there are in all."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query, Schema

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)
Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


class Part(Schema, Generic[Item]):
    """A part of a list; `total` counts the whole."""

    total: int
    items: list[Item]


def part_of(rows: QuerySet[Row], limit: int, offset: int, shown: Callable[[Row], Any]) -> dict[str, Any]:
    """Return a part of what a query finds, for a `Part`."""
    return {"total": rows.count(), "items": [shown(row) for row in rows[offset : offset + limit]]}


def part_of_list(rows: Sequence[Any], limit: int, offset: int) -> Sequence[Any]:
    """Return a part of what is in memory already."""
    return rows[offset : offset + limit]
