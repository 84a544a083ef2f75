"""The report of a revealed study by name, with both texts of every table and every vote on them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from evaluator.access import signed_in
from evaluator.lead.report.asked import filters_of
from evaluator.lead.report.page import report_page
from evaluator.lead.report.table_page import table_page
from evaluator.lead.views.analysis import analysed, figure_response, study_table
from evaluator.models import Figure, Study
from evaluator.navigation import roles_of
from modelhub.envelope import open_envelope
from modelhub.steps.record_exposure import MustStayBlind, rates_somewhere, show_to

URLS = {"table": "hub:table_votes", "figure": "hub:figure"}


@require_GET
@login_required
def report(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show the report by name; leads of a locked study are sent to the one by code."""
    study = readable_study(request, study_id)
    if study.state != Study.State.REVEALED:
        return redirect("lead:analysis", study.uuid)
    page = report_page(
        study,
        analysed(study),
        pair=request.GET.get("pair", ""),
        filters=filters_of(request.GET),
        envelope=open_envelope(study),
    )
    context = {
        "section": _section(request),
        "page": page,
        "urls": URLS,
        "leads": leads(request, study),
        # How each table went by name: of use to somebody who rates the same texts again.
        "hides_tables": rates_somewhere(signed_in(request)),
    }
    return render(request, "modelhub/report.html", context)


@require_GET
@login_required
def table_votes(request: HttpRequest, study_id: UUID, table_id: UUID) -> HttpResponse:
    """Show one table's texts side by side with every vote; who reads them can't judge them blind any more."""
    study = _revealed(request, study_id)
    table = study_table(study, table_id)
    page = table_page(study, analysed(study), table, pair=request.GET.get("pair", ""), envelope=open_envelope(study))
    try:
        show_to(signed_in(request), page.content_digests)
    except MustStayBlind as refusal:
        context = {"section": _section(request), "study": study, "reason": str(refusal)}
        return render(request, "modelhub/stay_blind.html", context, status=403)
    return render(request, "modelhub/table_votes.html", {"section": _section(request), "page": page})


@require_GET
@login_required
def figure(request: HttpRequest, study_id: UUID, name: str) -> HttpResponse:
    """Send a stored figure, for readers who are not leads; it is labelled by arm code."""
    return figure_response(get_object_or_404(Figure, analysis=analysed(_revealed(request, study_id)), name=name))


def readable_study(request: HttpRequest, study_id: UUID) -> Study:
    """Return a study whose report the person may read: its leads; once revealed engineers, and raters if it is shared."""
    study = get_object_or_404(Study, uuid=study_id)
    if leads(request, study):
        return study
    if study.state == Study.State.REVEALED and ("engineer" in roles_of(request) or _is_shared_with(request, study)):
        return study
    raise Http404


def leads(request: HttpRequest, study: Study) -> bool:
    """Tell whether the signed-in person leads the study."""
    return "lead" in roles_of(request) and study.leads.filter(pk=signed_in(request).pk).exists()


def _revealed(request: HttpRequest, study_id: UUID) -> Study:
    study = readable_study(request, study_id)
    if study.state != Study.State.REVEALED:
        raise Http404
    return study


def _is_shared_with(request: HttpRequest, study: Study) -> bool:
    return study.shared_with_raters and study.raters.filter(user=signed_in(request)).exists()


def _section(request: HttpRequest) -> str:
    roles = roles_of(request)
    return "studies" if "lead" in roles else "hub" if "engineer" in roles else "rater"
