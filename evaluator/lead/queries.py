"""What a lead may reach: the studies they lead, and lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpRequest

from evaluator.access import signed_in
from evaluator.models import Assignment, Commitment, Study


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One line of the studies list; progress counts showings, repeats included, and says nothing of outcomes."""

    study: Study
    n_done: int
    n_total: int


def led_study(request: HttpRequest, study_id: UUID) -> Study:
    """Return a study that the signed-in person leads; any other is 404, as if it did not exist."""
    study = Study.objects.filter(uuid=study_id, leads=signed_in(request)).first()
    if study is None:
        raise Http404
    return study


def led_studies(request: HttpRequest, *, archived: bool) -> Sequence[Study]:
    """Return the person's studies: open ones first, then by the state's place in a study's life, newest first."""
    order = [Study.State.OPEN, Study.State.LOCKED, Study.State.DRAFT, Study.State.REVEALED]
    studies = Study.objects.filter(leads=signed_in(request), archived_at__isnull=not archived).select_related("opening")
    return sorted(studies.order_by("-created_at"), key=lambda study: order.index(Study.State(study.state)))


def with_progress(studies: Sequence[Study]) -> Sequence[StudyRow]:
    """Add how many showings are rated; a draft has no schedule yet."""
    counts = {
        row["slot__study"]: (row["done"], row["n"])
        for row in Assignment.objects.filter(
            slot__study__in=[study.pk for study in studies if study.state != Study.State.DRAFT]
        )
        .values("slot__study")
        .annotate(n=Count("id"), done=Count("id", filter=Q(revision__gt=0)))
    }
    return [StudyRow(study, *counts.get(study.pk, (0, 0))) for study in studies]


def sealed(study: Study) -> Commitment | None:
    """Return a study's commitment without the bytes behind it, which are as large as the schedule."""
    return Commitment.objects.filter(study=study).defer("payload").first()
