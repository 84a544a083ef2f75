"""Texts by arm code --> Candidate: normalised in presentation, so that none has a typographic fingerprint."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from evaluator.models import Arm, Candidate, StudyTable
from evaluator.presentation import content_digest, present


@dataclass(frozen=True, slots=True)
class AcceptedText:
    """One table's documentation; one comment or None per column, in the table's column order."""

    table_id: int
    description: str
    comments: tuple[str | None, ...]


@transaction.atomic
def accept_candidates(arm: Arm, texts: Iterable[AcceptedText]) -> int:
    """Store an arm's texts as raters will see them, replacing earlier ones of the draft; return how many."""
    study_tables = dict(StudyTable.objects.filter(study_id=arm.study_id).values_list("table_id", "id"))
    Candidate.objects.filter(arm=arm).delete()
    candidates = [_candidate(arm, study_tables[text.table_id], text) for text in texts if text.table_id in study_tables]
    return len(Candidate.objects.bulk_create(candidates))


def presented(text: AcceptedText) -> tuple[str, list[str | None]]:
    """Return description and comments as a rater sees them; a comment that is empty then is no comment."""
    comments = [present(comment) or None if comment is not None else None for comment in text.comments]
    return present(text.description), comments


def _candidate(arm: Arm, study_table_id: int, text: AcceptedText) -> Candidate:
    description, comments = presented(text)
    return Candidate(
        arm=arm,
        table_id=study_table_id,
        description=description,
        comments=comments,
        content_digest=content_digest(description, comments),
    )
