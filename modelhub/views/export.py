"""A revealed study's ratings as files, by name."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from evaluator.access import role_required, signed_in
from evaluator.lead.views.export import CSV, JSON, file_name, sent
from evaluator.models import Study
from evaluator.steps.export_ratings import export_ratings
from evaluator.steps.export_study import export_study
from modelhub.envelope import open_envelope
from modelhub.steps.export_names import opened_key
from modelhub.steps.record_exposure import MustStayBlind, digests_in, show_to
from modelhub.views.report import readable_study


@require_GET
@never_cache
@role_required("lead", "engineer")
def export_json(request: HttpRequest, study_id: UUID) -> HttpResponseBase:
    """Send the whole study, texts and names included; who has them can't judge these texts blind any more."""
    study = readable_study(request, study_id)
    if study.state != Study.State.REVEALED:
        return redirect("lead:export_json", study.uuid)
    try:
        show_to(signed_in(request), digests_in(study))
    except MustStayBlind as refusal:
        return _closed(request, study, refusal)
    return sent(export_study(study, key=opened_key(study)), file_name(study, "study.json"), JSON)


@require_GET
@never_cache
@role_required("lead", "engineer")
def export_csv(request: HttpRequest, study_id: UUID) -> HttpResponseBase:
    """Send one row per answer by the models' names; it holds no texts, but their lengths, which tell one from another."""
    study = readable_study(request, study_id)
    if study.state != Study.State.REVEALED:
        return redirect("lead:export_csv", study.uuid)
    try:
        show_to(signed_in(request), digests_in(study))
    except MustStayBlind as refusal:
        return _closed(request, study, refusal)
    names = open_envelope(study).naming.names
    return sent(export_ratings(study, names=names), file_name(study, "ratings.csv"), CSV)


def _closed(request: HttpRequest, study: Study, refusal: MustStayBlind) -> HttpResponse:
    context = {"section": "studies", "study": study, "reason": str(refusal)}
    return render(request, "modelhub/stay_blind.html", context, status=403)
