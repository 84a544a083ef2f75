"""A run at work: how far it is, what failed and why, and the four ways to intervene."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from evaluator.access import role_required, signed_in
from evaluator.lead.paging import listing
from modelhub.error_kinds import in_words
from modelhub.models import GenerationRun
from modelhub.run_forms import BudgetForm
from modelhub.run_queries import failed_of, progress_context
from modelhub.steps.end_run import CannotResume, cancel_run, resume_run, retry_failed
from modelhub.steps.record_exposure import MustStayBlind, check_may_see
from modelhub.tasks import wake

PER_PAGE = 20


@require_GET
@role_required("engineer", "lead")
def progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Return the part of the run's page that changes while it runs; when it ends, ask for the whole page."""
    context = progress_context(
        request, get_object_or_404(GenerationRun.objects.select_related("model_version"), uuid=run_id)
    )
    response = render(request, "modelhub/run_progress.html", context)
    if not context["works"]:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@role_required("engineer")
def failed(request: HttpRequest, run_id: UUID, kind: str) -> HttpResponse:
    """List a run's failed tables of one kind with what the model said."""
    run = get_object_or_404(GenerationRun.objects.select_related("model_version", "table_set"), uuid=run_id)
    try:
        check_may_see(signed_in(request))
    except MustStayBlind as error:
        return render(request, "modelhub/not_while_rating.html", {"section": "runs", "error": error}, status=403)
    rows = listing(request, failed_of(run, kind), per_page=PER_PAGE)
    return render(
        request,
        "modelhub/failed.html",
        {"section": "runs", "run": run, "kind": kind, "words": in_words(kind), "listing": rows},
    )


@require_POST
@role_required("engineer")
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """End a run early; what is documented is kept."""
    run = get_object_or_404(GenerationRun, uuid=run_id)
    if cancel_run(run):
        messages.success(request, "Cancelled. Documented tables are kept, and so is what workers have in hand.")
    return redirect("hub:run", run.uuid)


@require_POST
@role_required("engineer")
def resume(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let workers go on with a run that was cancelled or stopped, with a new budget where one is typed in."""
    run = get_object_or_404(GenerationRun, uuid=run_id)
    form = BudgetForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Not gone on: write the budget in dollars, such as 5 or 2.50.")
        return redirect("hub:run", run.uuid)
    try:
        resume_run(run, budget_usd=form.cleaned_data["budget_usd"])
        wake(run.queue)
    except CannotResume as error:
        messages.error(request, str(error))
    return redirect("hub:run", run.uuid)


@require_POST
@role_required("engineer")
def retry(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Try a run's failed tables again, all or those of one kind."""
    run = get_object_or_404(GenerationRun, uuid=run_id)
    try:
        n = retry_failed(run, kind=request.POST.get("kind"))
        messages.success(request, f"{n:,} {'table is' if n == 1 else 'tables are'} tried again.")
        wake(run.queue)
    except CannotResume as error:
        messages.error(request, str(error))
    return redirect("hub:run", run.uuid)
