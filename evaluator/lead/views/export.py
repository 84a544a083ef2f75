"""A locked study's ratings as files, by arm code; after the reveal the sighted half sends them by name."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from evaluator.access import role_required
from evaluator.lead.queries import led_study
from evaluator.models import Study
from evaluator.steps.export_ratings import export_ratings
from evaluator.steps.export_study import export_study

JSON, CSV = "application/json; charset=utf-8", "text/csv; charset=utf-8"


@require_GET
@never_cache
@role_required("lead")
def export_json(request: HttpRequest, study_id: UUID) -> HttpResponseBase:
    """Send the whole study, as far as it may be known."""
    study = led_study(request, study_id)
    if study.state == Study.State.REVEALED:
        return redirect("hub:export_json", study.uuid)
    if study.state != Study.State.LOCKED:
        return _not_yet(request, study)
    return sent(export_study(study), file_name(study, "study.json"), JSON)


@require_GET
@never_cache
@role_required("lead")
def export_csv(request: HttpRequest, study_id: UUID) -> HttpResponseBase:
    """Send one row per answer, for spreadsheets and for the statistics on the command line."""
    study = led_study(request, study_id)
    if study.state == Study.State.REVEALED:
        return redirect("hub:export_csv", study.uuid)
    if study.state != Study.State.LOCKED:
        return _not_yet(request, study)
    return sent(export_ratings(study), file_name(study, "ratings.csv"), CSV)


def sent(pieces: Iterator[str], name: str, content_type: str) -> StreamingHttpResponse:
    """Send a file piece by piece, as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)


def file_name(study: Study, ending: str) -> str:
    """Name a download by the study's id; a file of simulated ratings says so in its name."""
    return f"blindbench-{study.uuid.hex[:8]}-{'simulated-' if study.simulated else ''}{ending}"


def _not_yet(request: HttpRequest, study: Study) -> HttpResponse:
    return render(request, "lead/export_not_yet.html", {"section": "studies", "study": study}, status=409)
