"""Locking a study, and sharing the report of a revealed one."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evaluator.access import role_required, signed_in
from evaluator.lead.progress import totals
from evaluator.lead.queries import led_study
from evaluator.lead.unfinished import unfinished_raters
from evaluator.models import Study
from evaluator.steps.advance_study import NotNow, lock_study
from evaluator.steps.share_report import share_report
from evaluator.tasks import analyse_ratings_task


@require_http_methods(["GET", "POST"])
@role_required("lead")
def lock(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Say what locking does and what is missing; then freeze the ratings and have them analysed."""
    study = led_study(request, study_id)
    if study.state != Study.State.OPEN:
        messages.error(request, f"The study is {study.state}; only an open study can be locked.")
        return redirect("lead:study", study.uuid)
    if request.method == "POST":
        return _lock(request, study)
    context = {
        "section": "studies",
        "study": study,
        "totals": totals(study),
        "unfinished": unfinished_raters(study),
    }
    return render(request, "lead/lock.html", context)


@require_POST
@role_required("lead")
def share(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show the report to the study's raters, or stop it."""
    study = led_study(request, study_id)
    shared = request.POST.get("shared") == "yes"
    try:
        share_report(study, shared=shared, actor=signed_in(request).email)
        messages.success(
            request, "Raters can read the report now." if shared else "Raters can't read the report any more."
        )
    except NotNow as error:
        messages.error(request, str(error))
    return redirect("lead:study", study.uuid)


def _lock(request: HttpRequest, study: Study) -> HttpResponse:
    try:
        lock_study(study, actor=signed_in(request).email)
    except NotNow as error:
        messages.error(request, str(error))
        return redirect("lead:study", study.uuid)
    # Robust: the lock stands when no broker answers; the next page offers to ask once more.
    # No partial: Django names the function in its log when it fails, and a partial has no name.
    transaction.on_commit(lambda: analyse_ratings_task.delay(study.pk), robust=True)
    return redirect("lead:analysis", study.uuid)
