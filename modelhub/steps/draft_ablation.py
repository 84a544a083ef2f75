"""Both runs of an ablation --> StudyDraft: people say, blind, whether the short prompt's texts are not worse."""

from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from modelhub.guideline import DEFAULT_CRITERIA, DEFAULT_QUESTION, default_guideline
from modelhub.models import GenerationRun
from modelhub.steps.create_study import StudyDraft

# On the win rate; the lead may change it until the study opens.
MARGIN = Decimal("0.10")


def draft_ablation(long: GenerationRun, short: GenerationRun, *, uuid: UUID) -> StudyDraft:
    """Return a draft without raters. Its name and question say nothing of prompts: raters read them."""
    today = timezone.localdate()
    return StudyDraft(
        name=f"Documentation of {long.table_set.name[:80]}, {today.day} {today:%B %Y}",
        question=DEFAULT_QUESTION,
        runs=(long, short),
        table_set=long.table_set,
        n_tables=None,
        emails=(),
        guideline=default_guideline(),
        criteria=DEFAULT_CRITERIA,
        margin=MARGIN,
        claims=({"kind": "not_worse", "run": str(short.uuid), "than": str(long.uuid)},),
        uuid=uuid,
    )
