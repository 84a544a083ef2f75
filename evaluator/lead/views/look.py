"""Asking the stopping rule of an open study; the answer comes from a worker."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from evaluator.access import role_required, signed_in
from evaluator.lead.queries import led_study
from evaluator.models import Study
from evaluator.tasks import take_look_task


@require_POST
@role_required("lead")
def look(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Have the rule asked; nothing of what it counts is computed here."""
    study = led_study(request, study_id)
    if study.state != Study.State.OPEN or not study.stops_early:
        messages.error(request, "Only an open study whose plan has a stopping rule can ask it.")
    else:
        actor = signed_in(request).email
        # Robust: without a broker nothing is asked, and the lead may ask again.
        transaction.on_commit(lambda: take_look_task.delay(study.pk, actor), robust=True)
        messages.success(request, "The rule is being asked: load the page again in a moment.")
    return redirect("lead:study", study.uuid)
