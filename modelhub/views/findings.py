"""Places where a draft's texts may name their writer: an engineer waives each or edits the text."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evaluator.access import role_required, signed_in
from evaluator.lead.paging import listing
from evaluator.models import Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.replace_text import NoText
from modelhub.forms import FindingForm
from modelhub.models import IdentityFinding
from modelhub.steps.record_exposure import MustStayBlind, open_texts
from modelhub.steps.resolve_finding import edit_text, waive_finding
from modelhub.study_queries import finding_rows, findings_in_order

PER_PAGE = 30


@require_GET
@never_cache
@role_required("engineer")
def findings(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show every finding in its text, and record that the person has seen those texts."""
    study = get_object_or_404(Study, uuid=study_id, state=Study.State.DRAFT)
    page = listing(request, findings_in_order(study), per_page=PER_PAGE)
    shown = list(page.page.object_list)
    try:
        open_texts(signed_in(request), {finding.output for finding in shown})
    except MustStayBlind as error:
        return _closed(request, error)
    context = {"section": "hub", "study": study, "listing": page, "findings": finding_rows(shown)}
    return render(request, "modelhub/findings.html", context)


@require_POST
@role_required("engineer")
def resolve(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Waive one finding, or put another text in its place."""
    study = get_object_or_404(Study, uuid=study_id, state=Study.State.DRAFT)
    form = FindingForm(request.POST)
    finding = get_object_or_404(IdentityFinding.objects.select_related("output"), study=study, pk=form.finding_id())
    if not form.is_valid():
        messages.error(request, "Say in a sentence why: the reason stands in the study’s log.")
        return redirect("hub:findings", study.uuid)
    try:
        open_texts(signed_in(request), [finding.output])
        _resolve(request, finding, form)
    except MustStayBlind as error:
        return _closed(request, error)
    except (NotNow, NoText) as error:
        messages.error(request, str(error))
    return redirect("hub:findings", study.uuid)


def _closed(request: HttpRequest, error: MustStayBlind) -> HttpResponse:
    return render(request, "modelhub/not_while_rating.html", {"section": "hub", "error": error}, status=403)


def _resolve(request: HttpRequest, finding: IdentityFinding, form: FindingForm) -> None:
    person, why = signed_in(request), form.cleaned_data["why"]
    if request.POST.get("action") == "edit":
        edit_text(finding, text=form.cleaned_data["text"], by=person, why=why)
        messages.success(request, "The text is edited for this study; its run keeps what was written.")
    else:
        n_settled = waive_finding(finding, by=person, why=why, alike=form.cleaned_data["alike"])
        messages.success(
            request, "The text stays as it is." if n_settled == 1 else f"{n_settled} texts stay as they are."
        )
