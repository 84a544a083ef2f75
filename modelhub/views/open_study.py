"""Opening a draft: what it fixes, whether all gates are open, and how far a worker is with a large one."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from evaluator.access import role_required, signed_in
from evaluator.lead.queries import led_study
from evaluator.models import Opening, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.ask_opening import ask_opening, is_worth_waking, opening_of
from modelhub.opening_steps import opening_steps
from modelhub.steps import open_study as step
from modelhub.steps.carry_out_opening import opens_at_once
from modelhub.steps.run_names import run_names
from modelhub.study_queries import claim_sentences, compared_runs, n_pairs_each
from modelhub.tasks import open_study_task

IS_OPEN = "The study is open. Its raters can begin."


@require_http_methods(["GET", "POST"])
@never_cache
@role_required("lead")
def open_study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Say what opening fixes; then open, or say how far a worker is with it."""
    study = led_study(request, study_id)
    if study.state != Study.State.DRAFT:
        return _opened(request, study)
    if request.method == "POST":
        return _open(request, study)
    opening = opening_of(study)
    if opening is not None and not opening.stopped:
        return _under_way(request, study, opening)
    if _is_asked_again(request):
        return HttpResponseClientRefresh()
    return _page(request, study, step.shut_gates(study), stopped=opening.stopped if opening else "")


def _open(request: HttpRequest, study: Study) -> HttpResponse:
    actor = signed_in(request).email
    try:
        if not opens_at_once(study, n_showings=n_pairs_each(study) * study.slots.count()):
            return _ask(request, study, actor)
        step.open_study(study, actor=actor)
    except step.CannotOpen as error:
        return _page(request, study, error.reasons, status=409)
    except NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, IS_OPEN)
    return redirect("lead:study", study.uuid)


def _ask(request: HttpRequest, study: Study, actor: str) -> HttpResponse:
    """Leave a large study to a worker: it would keep the raters waiting who share this process."""
    if reasons := step.shut_gates(study):
        return _page(request, study, reasons, status=409)
    ask_opening(study, actor=actor)
    _wake(study)
    return redirect("hub:open_study", study.uuid)


def _under_way(request: HttpRequest, study: Study, opening: Opening) -> HttpResponse:
    if is_worth_waking(study):
        _wake(study)
    template = "modelhub/opening.html#steps" if _is_asked_again(request) else "modelhub/opening.html"
    context = {"section": "studies", "study": study, "opening": opening, "steps": opening_steps(opening)}
    return render(request, template, context)


def _opened(request: HttpRequest, study: Study) -> HttpResponse:
    if not _is_asked_again(request):
        return redirect("lead:study", study.uuid)
    messages.success(request, IS_OPEN)
    return HttpResponseClientRedirect(reverse("lead:study", args=[study.uuid]))


def _wake(study: Study) -> None:
    # Robust: what is to be done stands in the database, and a later look at the page wakes a worker again.
    transaction.on_commit(partial(open_study_task.delay, study.pk), robust=True)


def _is_asked_again(request: HttpRequest) -> bool:
    """Tell whether the page of an opening asks for what is new."""
    return bool(request.headers.get("HX-Request"))


def _page(request: HttpRequest, study: Study, reasons: object, *, stopped: str = "", status: int = 200) -> HttpResponse:
    runs = compared_runs(study)
    context = {
        "section": "studies",
        "study": study,
        "reasons": reasons,
        "stopped": stopped,
        "writers": sorted(run_names(runs).values()),
        "claims": claim_sentences(study, runs),
        "n_tables": study.tables.count(),
        "n_slots": study.slots.count(),
        "n_pairs": n_pairs_each(study),
    }
    return render(request, "modelhub/open_study.html", context, status=status)
