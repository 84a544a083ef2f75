"""Opening a draft: what it fixes, and whether all gates are open."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluator.access import role_required, signed_in
from evaluator.lead.queries import led_study
from evaluator.models import Study
from evaluator.steps.advance_study import NotNow
from modelhub.steps import open_study as step
from modelhub.study_queries import claim_sentences, compared_runs, n_pairs_each


@require_http_methods(["GET", "POST"])
@role_required("lead")
def open_study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Say what opening fixes; then open."""
    study = led_study(request, study_id)
    if study.state != Study.State.DRAFT:
        return redirect("lead:study", study.uuid)
    if request.method == "POST":
        return _open(request, study)
    return _page(request, study, step.shut_gates(study))


def _open(request: HttpRequest, study: Study) -> HttpResponse:
    try:
        step.open_study(study, actor=signed_in(request).email)
    except step.CannotOpen as error:
        return _page(request, study, error.reasons, status=409)
    except NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The study is open. Its raters can begin.")
    return redirect("lead:study", study.uuid)


def _page(request: HttpRequest, study: Study, reasons: object, status: int = 200) -> HttpResponse:
    runs = compared_runs(study)
    context = {
        "section": "studies",
        "study": study,
        "reasons": reasons,
        "runs": runs,
        "claims": claim_sentences(study, runs),
        "n_tables": study.tables.count(),
        "n_slots": study.slots.count(),
        "n_pairs": n_pairs_each(study),
    }
    return render(request, "modelhub/open_study.html", context, status=status)
