"""Which version to use: quality, cost, speed and licence of all versions side by side, and the choices on record."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evaluator.access import role_required, signed_in
from evaluator.csv_safe import csv_lines
from evaluator.lead.views.export import CSV
from evaluator.navigation import roles_of
from modelhub.models import ModelVersion
from modelhub.selection.asked import Asked, asked_of
from modelhub.selection.evidence import comparisons, readable_studies
from modelhub.selection.options import Selection, select
from modelhub.selection.plot import plot
from modelhub.selection.record import figures_of, kept_choices
from modelhub.selection.table import table_rows
from modelhub.selection_forms import ChoiceForm
from modelhub.steps.record_choice import CannotChoose, record_choice
from modelhub.steps.record_exposure import rates_somewhere

CLOSED = (
    "You are a rater in a study that is not locked yet. Until then, what earlier studies say of versions by name stays "
    "closed to you: it could steer how you judge."
)


@require_GET
@never_cache
@role_required("engineer", "lead")
def selection(request: HttpRequest) -> HttpResponse:
    """Show all versions side by side, and the choices so far."""
    if rates_somewhere(signed_in(request)):
        return _closed(request)
    selected = _selected(request, asked_of(request.GET))
    return _page(request, selected, ChoiceForm(names=_names(selected)))


@require_POST
@never_cache
@role_required("engineer", "lead")
def choose(request: HttpRequest) -> HttpResponse:
    """Record a choice and its reason, with what the page showed of the version."""
    if rates_somewhere(signed_in(request)):
        return _closed(request)
    asked = asked_of(request.POST)
    selected = _selected(request, asked)
    form = ChoiceForm(request.POST, names=_names(selected))
    if form.is_valid():
        version_id, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
        version = ModelVersion.objects.filter(uuid=version_id).first()
        figures = figures_of(selected, version)
        try:
            kept = record_choice(version_id=version_id, reason=reason, chosen_by=signed_in(request), figures=figures)
            messages.success(request, f"Recorded: {kept.version.name}.")
            return redirect(f"{reverse('hub:selection')}?{asked.query}")
        except CannotChoose as refusal:
            form.add_error("version", str(refusal))
    return _page(request, selected, form, status=422)


@require_GET
@never_cache
@role_required("engineer", "lead")
def selection_csv(request: HttpRequest) -> HttpResponse:
    """Send the table as a file."""
    if rates_somewhere(signed_in(request)):
        return _closed(request)
    selected = _selected(request, asked_of(request.GET))
    name = f"blindbench-selection{'-with-simulated' if selected.rests_on_simulated else ''}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("".join(csv_lines(table_rows(selected))), content_type=CSV, headers=headers)


def _selected(request: HttpRequest, asked: Asked) -> Selection:
    return select(comparisons(readable_studies(signed_in(request), roles_of(request))), asked)


def _names(selected: Selection) -> list[tuple[str, str]]:
    """Return what can be chosen; the step refuses the rest as well."""
    known = [one.version for one in selected.options if one.is_usable]
    return [(str(version.uuid), version.name) for version in (*known, *selected.usable_unknown)]


def _page(request: HttpRequest, selected: Selection, form: ChoiceForm, status: int = 200) -> HttpResponse:
    readable = readable_studies(signed_in(request), roles_of(request)).values_list("uuid", flat=True)
    context = {
        "section": "hub",
        "selection": selected,
        "plot": plot(selected),
        "form": form,
        "choices": kept_choices(readable),
    }
    return render(request, "modelhub/selection.html", context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    context = {"section": "hub", "error": CLOSED, "back": "hub:models", "back_to": "models"}
    return render(request, "modelhub/not_while_rating.html", context, status=403)
