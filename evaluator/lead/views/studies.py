"""The list of a lead's studies, and its archive."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from evaluator.access import role_required, signed_in
from evaluator.lead.paging import listing
from evaluator.lead.queries import led_studies, led_study, with_progress
from evaluator.models import SourceTable
from evaluator.steps.advance_study import NotNow
from evaluator.steps.archive_study import archive_study, unarchive_study

PER_PAGE = 30


@require_GET
@role_required("lead")
def studies(request: HttpRequest) -> HttpResponse:
    """List the person's studies, or those that they put away."""
    archived = request.GET.get("show") == "archived"
    page = listing(request, led_studies(request, archived=archived), per_page=PER_PAGE)
    context = {
        "section": "studies",
        "archived": archived,
        "now": timezone.now(),
        "listing": page,
        "rows": with_progress(page.rows),
        "n_tables": None if page.page.paginator.count else SourceTable.objects.count(),
    }
    return render(request, "lead/studies.html", context)


@require_POST
@role_required("lead")
def archive(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Put a study away."""
    study = led_study(request, study_id)
    try:
        archive_study(study, actor=signed_in(request).email)
        messages.success(request, f"{study.name} is in the archive; nothing of it is deleted.")
    except NotNow as error:
        messages.error(request, str(error))
    return redirect("lead:studies")


@require_POST
@role_required("lead")
def unarchive(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Bring a study back."""
    study = led_study(request, study_id)
    unarchive_study(study, actor=signed_in(request).email)
    messages.success(request, f"{study.name} is back in the list.")
    return redirect("lead:studies")
