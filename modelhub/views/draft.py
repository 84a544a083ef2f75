"""A draft: what is missing before it can open, its settings, and its raters."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluator.access import role_required, signed_in
from evaluator.lead.paging import listing
from evaluator.lead.queries import led_study
from evaluator.models import Slot, Study
from evaluator.navigation import roles_of
from evaluator.steps.advance_study import NotNow
from evaluator.steps.ask_opening import opening_of
from evaluator.steps.change_slots import CannotChange, add_slot, remove_slot
from evaluator.steps.drop_tables import CannotDrop, tables_without_text
from modelhub.forms import RaterForm, uuid_of
from modelhub.invitation_links import keep_links, take_links
from modelhub.models import IdentityFinding
from modelhub.steps.change_study import change_study
from modelhub.steps.create_study import InvitationLink
from modelhub.steps.leave_out_tables import leave_out_tables
from modelhub.steps.open_study import gates
from modelhub.study_queries import claim_sentences, compared_runs, n_pairs_each, raters_of, settings_form, slot_rows

PER_PAGE = 50
# Of a longer list nobody reads the end.
N_NAMES = 500


@require_GET
@never_cache
@role_required("lead")
def draft(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show a draft; links of new invitations are there once."""
    study = led_study(request, study_id)
    if study.state != Study.State.DRAFT:
        return redirect("lead:study", study.uuid)
    return _page(request, study, RaterForm())


@require_http_methods(["GET", "POST"])
@role_required("lead")
def settings(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Change a draft's settings."""
    study = led_study(request, study_id)
    if study.state != Study.State.DRAFT:
        return redirect("lead:study", study.uuid)
    form = settings_form(study, request.POST or None)
    if form.is_valid():
        try:
            change_study(study, form.settings(), actor=signed_in(request).email)
            return redirect("hub:draft", study.uuid)
        except NotNow as error:
            form.add_error(None, str(error))
    context = {"section": "studies", "study": study, "form": form}
    return render(request, "modelhub/settings.html", context, status=422 if form.is_bound else 200)


@require_POST
@role_required("lead")
def leave_out(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Leave tables on which some arm has no text out of a draft, for all arms."""
    study = led_study(request, study_id)
    chosen = [uuid for value in request.POST.getlist("table") if (uuid := uuid_of(value))]
    try:
        n = leave_out_tables(study, chosen, actor=signed_in(request).email)
        messages.success(request, f"{n:,} table{'' if n == 1 else 's'} left out for all arms. The log says so.")
    except (CannotDrop, NotNow) as error:
        messages.error(request, str(error))
    return redirect("hub:draft", study.uuid)


@require_POST
@role_required("lead")
def add_rater(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Invite one more rater to a draft."""
    study = led_study(request, study_id)
    form = RaterForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        try:
            token = add_slot(study, email, actor=signed_in(request).email)
            keep_links(request, study, [InvitationLink(email, token)])
            return redirect("hub:draft", study.uuid)
        except CannotChange as error:
            form.add_error("email", str(error))
        except NotNow as error:
            messages.error(request, str(error))
            return redirect("lead:study", study.uuid)
    return _page(request, study, form, status=422)


@require_POST
@role_required("lead")
def remove_rater(request: HttpRequest, study_id: UUID, slot_number: int) -> HttpResponse:
    """Take a place that nobody has filled out of a draft."""
    study = led_study(request, study_id)
    slot = get_object_or_404(Slot.objects.select_related("study"), study=study, number=slot_number)
    try:
        remove_slot(slot, actor=signed_in(request).email)
    except (CannotChange, NotNow) as error:
        messages.error(request, str(error))
    return redirect("hub:draft", study.uuid)


def _page(request: HttpRequest, study: Study, form: RaterForm, status: int = 200) -> HttpResponse:
    runs, conditions = compared_runs(study), gates(study)
    page = listing(request, raters_of(study), per_page=PER_PAGE)
    context = {
        "section": "studies",
        "study": study,
        "opening": opening_of(study),
        "runs": runs,
        "gates": conditions,
        "n_shut": sum(1 for gate in conditions if gate.shut),
        "n_findings": IdentityFinding.objects.filter(study=study).count(),
        "claims": claim_sentences(study, runs),
        "n_tables": study.tables.count(),
        "without_text": tables_without_text(study)[:N_NAMES],
        "table_names": study.tables.order_by("table__name", "id").values_list("table__name", flat=True)[:N_NAMES],
        "n_pairs": n_pairs_each(study),
        "listing": page,
        "slots": slot_rows(list(page.page.object_list)),
        "form": form,
        "links": take_links(request, study),
        "is_engineer": "engineer" in roles_of(request),
    }
    return render(request, "modelhub/draft.html", context, status=status)
