"""A new study: what is compared, on which tables, by whom, and what would be shown."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from evaluator.access import role_required, signed_in
from evaluator.lead.queries import led_study
from evaluator.models import TableSet
from modelhub.forms import uuid_of
from modelhub.guideline import default_guideline
from modelhub.invitation_links import keep_links
from modelhub.models import GenerationRun
from modelhub.queries import n_tables_in, runs_of, table_sets
from modelhub.steps.create_study import AlreadyCreated, CannotCreate, create_study, n_without_text, tables_of_all
from modelhub.study_forms import NewStudyForm
from modelhub.study_queries import copied_settings


@require_http_methods(["GET", "POST"])
@role_required("lead")
def new_study(request: HttpRequest) -> HttpResponse:
    """Ask for everything that makes a study, and store it as a draft."""
    initial, table_set = _start(request)
    if table_set is None:
        return render(request, "modelhub/new_study.html", {"section": "studies", "table_sets": table_sets()})
    runs, lead = runs_of(table_set), signed_in(request)
    form = NewStudyForm(request.POST or None, runs=runs, table_set=table_set, lead=lead, initial=initial)
    if form.is_valid():
        try:
            study, links = create_study(form.draft(), lead=lead)
        except CannotCreate as error:
            form.add_error(None, str(error))
        except AlreadyCreated:
            return redirect("hub:draft", form.cleaned_data["uuid"])
        else:
            keep_links(request, study, links)
            return redirect("hub:draft", study.uuid)
    chosen = form["runs"].value() or []
    context = {
        "section": "studies",
        "form": form,
        "runs": runs,
        "chosen": chosen,
        "table_set": table_set,
        "table_sets": table_sets(),
        **_common(chosen),
    }
    return render(request, "modelhub/new_study.html", context, status=422 if form.is_bound else 200)


@require_GET
@role_required("lead")
def common_tables(request: HttpRequest) -> HttpResponse:
    """Say how many tables all the chosen runs were to document, and on how many one of them failed."""
    return render(request, "modelhub/new_study.html#common", _common(request.GET.getlist("runs")))


def _common(chosen: Sequence[str]) -> dict[str, int | None]:
    wanted = [uuid for value in chosen if (uuid := uuid_of(value))]
    runs = list(GenerationRun.objects.filter(uuid__in=wanted).select_related("table_set"))
    in_one_set = len({run.table_set_id for run in runs}) == 1
    tables = tables_of_all(runs) if in_one_set and len(runs) > 1 else None
    return {
        "n_common": None if tables is None else len(tables),
        "n_without": n_without_text(runs, tables) if tables else 0,
        "n_in_set": n_tables_in(runs[0].table_set) if runs else 0,
    }


def _start(request: HttpRequest) -> tuple[dict[str, Any], TableSet | None]:
    """Return what the form starts from: the study to clone, or the defaults and the only table set."""
    if clone := uuid_of(request.GET.get("clone", "")):
        study = led_study(request, clone)
        return copied_settings(study), study.table_set
    initial: dict[str, Any] = {"guideline": default_guideline(), "runs": request.GET.getlist("runs")}
    if chosen := uuid_of(request.GET.get("set", "")):
        return initial, TableSet.objects.filter(uuid=chosen).first()
    sets = TableSet.objects.filter(pk__in=GenerationRun.objects.values("table_set_id"))[:2]
    return initial, sets[0] if len(sets) == 1 else None
