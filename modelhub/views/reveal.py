"""Revealing a locked study: the names come after the numbers, and for good."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluator.access import role_required, signed_in
from evaluator.lead.queries import led_study
from evaluator.models import Study
from evaluator.steps.advance_study import NotNow
from modelhub.forms import ReasonForm
from modelhub.steps.reveal_study import SealBroken, reveal_study
from modelhub.tasks import draw_named_figures_task, measure_blinding_task

SEAL_BROKEN = (
    "The envelope is not the one that was sealed at opening: somebody changed it in the database. "
    "The study can’t be revealed; keep the database as it is and have it examined."
)


@require_http_methods(["GET", "POST"])
@role_required("lead")
def reveal(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Ask for the reason; then open the envelope."""
    study = led_study(request, study_id)
    if study.state == Study.State.REVEALED:
        return redirect("hub:report", study.uuid)
    if study.state != Study.State.LOCKED:
        messages.error(request, f"The study is {study.state}; names can be revealed once it is locked and analysed.")
        return redirect("lead:study", study.uuid)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            reveal_study(study, actor=signed_in(request).email, reason=form.cleaned_data["reason"])
            # Robust: the reveal stands when no broker answers.
            transaction.on_commit(lambda: draw_named_figures_task.delay(study.pk), robust=True)
            transaction.on_commit(lambda: measure_blinding_task.delay(study.pk), robust=True)
            return redirect("hub:report", study.uuid)
        except NotNow as error:
            form.add_error(None, str(error))
        except SealBroken:
            form.add_error(None, SEAL_BROKEN)
    context = {"section": "studies", "study": study, "form": form, "is_analysed": hasattr(study, "analysis")}
    return render(request, "modelhub/reveal.html", context, status=422 if form.is_bound else 200)
