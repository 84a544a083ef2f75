"""A draft's tables on which some arm has no text --> left out for all arms, and logged; never which arm."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from evaluator.models import Candidate, Pair, Study, StudyTable
from evaluator.steps.hold_draft import lock_draft
from evaluator.steps.log_event import append_link


class CannotDrop(Exception):
    """The tables stay; the text says why and what to do."""


def tables_without_text(study: Study) -> QuerySet[StudyTable]:
    """Return a draft's tables on which some arm has no description, by name."""
    described = Count("candidates", filter=~Q(candidates__description=""))
    incomplete = study.tables.annotate(n_described=described).filter(n_described__lt=study.arms.count())
    return incomplete.select_related("table").order_by("table__name", "id")


@transaction.atomic
def drop_tables(study: Study, chosen: Collection[UUID], *, actor: str) -> frozenset[int]:
    """Leave tables out of a draft, and return their keys as source tables.

    Only those on which some arm has no text: a table is not to be left out for what it shows. Raises CannotDrop, and
    NotNow once the study is no draft any more.
    """
    draft = lock_draft(study)
    rows = list(tables_without_text(draft).filter(table__uuid__in=chosen))
    if not rows:
        raise CannotDrop("Nothing was left out: choose tables on which some arm has no text.")
    if len(rows) == draft.tables.count():
        raise CannotDrop("Nothing was left out, for no table would be left. Make a study of other runs.")
    Pair.objects.filter(table__in=rows).delete()
    Candidate.objects.filter(table__in=rows).delete()
    StudyTable.objects.filter(pk__in=[row.pk for row in rows]).delete()
    names = [row.table.name for row in rows]
    append_link(draft, "tables_dropped", actor=actor, detail={"tables": names, "why": "some arm has no text"})
    return frozenset(row.table_id for row in rows)
