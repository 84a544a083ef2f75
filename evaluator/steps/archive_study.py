"""A study leaves the lists, or comes back; nothing of it is deleted."""

from django.db import transaction
from django.utils import timezone

from evaluator.models import Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.log_event import log_event


@transaction.atomic
def archive_study(study: Study, *, actor: str) -> None:
    """Put a study away. Raises NotNow while it is open, because its raters would lose sight of it."""
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.state == Study.State.OPEN:
        raise NotNow("An open study can't be archived: its raters are at work. Lock it first.")
    if study.archived_at is None:
        Study.objects.filter(pk=study.pk).update(archived_at=timezone.now())
        log_event(study, "study_archived", actor=actor)


@transaction.atomic
def unarchive_study(study: Study, *, actor: str) -> None:
    """Bring a study back to the list."""
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.archived_at is not None:
        Study.objects.filter(pk=study.pk).update(archived_at=None)
        log_event(study, "study_unarchived", actor=actor)
