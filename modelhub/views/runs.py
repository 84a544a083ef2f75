"""The list of runs, one of them with its tables, and a run of the built-in rules."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evaluator.access import role_required, signed_in
from evaluator.lead.paging import listing, searched
from evaluator.navigation import roles_of
from modelhub.forms import TableSetForm
from modelhub.models import GenerationRun
from modelhub.queries import gaps_of, n_tables_in, outputs_of, runs_with_counts, table_sets
from modelhub.run_parameters import parameters_in_words
from modelhub.run_queries import progress_context
from modelhub.steps.record_exposure import MustStayBlind, open_run
from modelhub.steps.run_rules import NoTables, run_rules

PER_PAGE = 50


@require_GET
@role_required("engineer", "lead")
def runs(request: HttpRequest) -> HttpResponse:
    """List all runs, newest first."""
    rows = runs_with_counts()
    if search := searched(request):
        rows = rows.filter(model_version__name__icontains=search)
    context = {
        "section": "runs",
        "listing": listing(request, rows, per_page=PER_PAGE),
        "table_sets": table_sets(),
        "is_engineer": "engineer" in roles_of(request),
    }
    return render(request, "modelhub/runs.html", context)


@require_GET
@role_required("engineer", "lead")
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show how a run was made and which tables it documents; its texts are a page each, for engineers only."""
    generation = get_object_or_404(runs_with_counts(), uuid=run_id)
    search = searched(request)
    n_rows = None if search else generation.n_outputs
    context = {
        "section": "runs",
        "run": generation,
        "parameters": parameters_in_words(generation),
        "n_in_set": n_tables_in(generation.table_set),
        "listing": listing(request, outputs_of(generation, search), per_page=PER_PAGE, n_rows=n_rows),
        "is_engineer": "engineer" in roles_of(request),
    }
    if generation.source == GenerationRun.Source.MODEL:
        context |= progress_context(request, generation)
    return render(request, "modelhub/run.html", context)


@require_GET
@never_cache
@role_required("engineer")
def gaps(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """List where a run left gaps: a rater would recognise its writer by them, so it counts as having seen all its texts."""
    generation = get_object_or_404(runs_with_counts(), uuid=run_id)
    try:
        open_run(signed_in(request), generation)
    except MustStayBlind as error:
        return render(request, "modelhub/not_while_rating.html", {"section": "runs", "error": error}, status=403)
    page = listing(request, gaps_of(generation), per_page=PER_PAGE)
    return render(request, "modelhub/gaps.html", {"section": "runs", "run": generation, "listing": page})


@require_POST
@role_required("engineer")
def document_by_rules(request: HttpRequest) -> HttpResponse:
    """Let the built-in rules document a table set."""
    form = TableSetForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a table set to document.")
        return redirect("hub:runs")
    try:
        made: GenerationRun = run_rules(form.cleaned_data["table_set"], created_by=signed_in(request))
    except NoTables as error:
        messages.error(request, str(error))
        return redirect("hub:runs")
    messages.success(request, f"{made.outputs.count():,} tables documented by {made.model_version.name}.")
    return redirect("hub:run", made.uuid)
