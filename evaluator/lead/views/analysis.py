"""The analysis of a locked study by arm code: the report, the votes behind it, and its figures."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from evaluator.access import role_required
from evaluator.lead.queries import led_study
from evaluator.lead.report.asked import filters_of
from evaluator.lead.report.page import Envelope, report_page
from evaluator.lead.report.table_page import table_page
from evaluator.models import Analysis, Figure, SourceTable, Study
from evaluator.tasks import analyse_ratings_task

SEALED = Envelope()
URLS = {"table": "lead:table_votes", "figure": "lead:figure"}
# A figure is only ever an image: whatever opened it may load and run nothing.
FIGURE_POLICY = "default-src 'none'; sandbox"


@require_GET
@role_required("lead")
def analysis(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show the report by arm code; until a worker has made it, say so and look again."""
    study = led_study(request, study_id)
    if not is_locked(study):
        messages.info(request, f"The study is {study.state}: its numbers are there once it is locked.")
        return redirect("lead:study", study.uuid)
    stored = Analysis.objects.filter(study=study).first()
    if stored is None:
        return _not_yet(request, study)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()
    page = report_page(
        study, stored, pair=request.GET.get("pair", ""), filters=filters_of(request.GET), envelope=SEALED
    )
    return render(request, "lead/analysis.html", {"section": "studies", "page": page, "urls": URLS, "leads": True})


@require_POST
@role_required("lead")
def start_analysis(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Wake a worker once more, for the case that the first message was lost."""
    study = led_study(request, study_id)
    if is_locked(study):
        transaction.on_commit(lambda: analyse_ratings_task.delay(study.pk), robust=True)
    return redirect("lead:analysis", study.uuid)


@require_GET
@role_required("lead")
def table_votes(request: HttpRequest, study_id: UUID, table_id: UUID) -> HttpResponse:
    """Show one table's votes by rater code and arm code, without texts."""
    study = led_study(request, study_id)
    page = table_page(
        study,
        analysed(study),
        study_table(study, table_id),
        pair=request.GET.get("pair", ""),
        envelope=SEALED,
    )
    return render(request, "lead/table_votes.html", {"section": "studies", "page": page})


@require_GET
@role_required("lead")
def figure(request: HttpRequest, study_id: UUID, name: str) -> HttpResponse:
    """Send a stored figure as an SVG file."""
    stored = get_object_or_404(Figure, analysis=analysed(led_study(request, study_id)), name=name)
    return figure_response(stored)


def figure_response(stored: Figure) -> HttpResponse:
    """Send a figure so that a browser saves it under the study's name."""
    study = stored.analysis.study
    headers = {
        "Content-Disposition": f'attachment; filename="blindbench-{study.uuid.hex[:8]}-{stored.name}.svg"',
        "Content-Security-Policy": FIGURE_POLICY,
    }
    return HttpResponse(stored.svg, content_type="image/svg+xml", headers=headers)


def is_locked(study: Study) -> bool:
    """Tell whether numbers may be seen."""
    return study.state in {Study.State.LOCKED, Study.State.REVEALED}


def analysed(study: Study) -> Analysis:
    """Return a locked study's analysis; 404 before there is one."""
    stored = Analysis.objects.filter(study=study).first() if is_locked(study) else None
    if stored is None:
        raise Http404
    return stored


def study_table(study: Study, table_id: UUID) -> SourceTable:
    """Return one of a study's tables, or 404."""
    return get_object_or_404(
        SourceTable.objects.defer("original", "ddl"), uuid=table_id, pk__in=study.tables.values("table_id")
    )


def _not_yet(request: HttpRequest, study: Study) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return render(request, "lead/analysis_pending.html", {"section": "studies", "study": study})
