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


@dataclass(frozen=True, slots=True)
class PresentedText:
    """The same text as a rater sees it, with the digest that the study commits to."""

    table_id: int
    description: str
    comments: list[str | None]
    content_digest: str


def present_text(text: AcceptedText) -> PresentedText:
    """Normalise a text's presentation; a comment of which nothing is left is no comment. About 1 ms per text."""
    description = present(text.description)
    comments = [present(comment) or None if comment is not None else None for comment in text.comments]
    return PresentedText(text.table_id, description, comments, content_digest(description, comments))


@transaction.atomic
def accept_candidates(arm: Arm, texts: Iterable[PresentedText]) -> int:
    """Store an arm's texts, replacing earlier ones of the draft; return how many of the study's tables got one.

    The texts come presented: normalising thousands inside the transaction would keep raters of other studies waiting.
    """
    study_tables = dict(StudyTable.objects.filter(study_id=arm.study_id).values_list("table_id", "id"))
    Candidate.objects.filter(arm=arm).delete()
    candidates = [
        Candidate(
            arm=arm,
            table_id=study_tables[text.table_id],
            description=text.description,
            comments=text.comments,
            content_digest=text.content_digest,
        )
        for text in texts
        if text.table_id in study_tables
    ]
    return len(Candidate.objects.bulk_create(candidates, batch_size=500))
