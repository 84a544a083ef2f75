"""The report of a revealed study is shown to its raters, or not any more."""

from django.db import transaction

from evaluator.models import Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.log_event import log_event


@transaction.atomic
def share_report(study: Study, *, shared: bool, actor: str) -> None:
    """Let raters read the report by name, or stop it. Raises NotNow before the reveal."""
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.state != Study.State.REVEALED:
        raise NotNow("There is no report by name before the reveal.")
    if study.shared_with_raters != shared:
        Study.objects.filter(pk=study.pk).update(shared_with_raters=shared)
        log_event(study, "report_shared" if shared else "report_unshared", actor=actor)
