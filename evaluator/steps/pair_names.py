"""Pair --> what it is called outside the database: table digest and two arm codes."""

from typing import NamedTuple

from evaluator.models import Candidate, Pair, Study


class PairName(NamedTuple):
    """A pair as schedule, ratings and export name it."""

    table: str
    first: str
    second: str


def pair_names(study: Study) -> dict[int, PairName]:
    """Return the names of all pairs of a study by their id.

    Four plain queries, and no join from every assignment or rating through six tables: a database that holds those tables
    for empty, as PostgreSQL does after a large transaction was undone, looks through all of them again for every row.
    """
    codes = dict(study.arms.values_list("id", "code"))
    arm_of = dict(Candidate.objects.filter(arm__in=codes).values_list("id", "arm_id"))
    digests = dict(study.tables.values_list("id", "table__digest"))
    return {
        pk: PairName(digests[table], codes[arm_of[first]], codes[arm_of[second]])
        for pk, table, first, second in Pair.objects.filter(study=study).values_list(
            "id", "table_id", "first_id", "second_id"
        )
    }


def identical_pairs(study: Study) -> list[PairName]:
    """Return the pairs with equal texts, which are never shown."""
    identical = list(Pair.objects.filter(study=study, identical=True).order_by("id").values_list("id", flat=True))
    names = pair_names(study) if identical else {}
    return [names[pk] for pk in identical]
