"""Who generates, on what, and what is queued; and what all of it has cost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from evaluator.access import role_required
from evaluator.lead.paging import listing
from modelhub.models import GenerationRun, LedgerEntry
from modelhub.run_queries import is_alive, workers_seen
from modelhub.steps.programme_costs import ledger_total
from modelhub.steps.run_states import WORKED_ON

PER_PAGE = 50


@require_GET
@role_required("engineer", "lead")
def workers(request: HttpRequest) -> HttpResponse:
    """List the processes that gave a sign of life, and the runs that wait or run."""
    now = timezone.now()
    runs = GenerationRun.objects.filter(state__in=WORKED_ON).select_related("model_version", "table_set")
    context = {
        "section": "workers",
        "workers": [(worker, is_alive(worker, now)) for worker in workers_seen()],
        "runs": runs.order_by("queue", "-priority", "id")[:PER_PAGE],
    }
    return render(request, "modelhub/workers.html", context)


@require_GET
@role_required("engineer", "lead")
def ledger(request: HttpRequest) -> HttpResponse:
    """List all bookings, the newest first, and their sum."""
    bookings = LedgerEntry.objects.select_related(
        "training", "run__model_version", "run__table_set", "dataset"
    ).order_by("-id")
    context = {"section": "workers", "listing": listing(request, bookings, per_page=PER_PAGE), "total": ledger_total()}
    return render(request, "modelhub/ledger.html", context)
