"""Ordering a run: what it would take first, then the start."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluator.access import role_required, signed_in
from modelhub.models import GenerationRun
from modelhub.run_forms import RunForm
from modelhub.steps.estimate_run import Estimate, estimate_run
from modelhub.steps.start_run import CannotStart, RunOrder
from modelhub.steps.start_run_once import KeyUsed, start_run_once
from modelhub.steps.store_prompt import store_built_in_prompts
from modelhub.tasks import wake


@require_http_methods(["GET", "POST"])
@role_required("engineer")
def order_run(request: HttpRequest) -> HttpResponse:
    """Show the form; reckon what the run would take; start it when that was seen."""
    store_built_in_prompts()
    form = RunForm(request.POST or None, initial={name: request.GET.get(name) for name in ("model", "table_set")})
    estimate = None
    if form.is_valid():
        order = form.order(created_by=signed_in(request))
        if request.POST.get("go") != "start":
            estimate = _estimated(form, order)
        elif run := _started(form, order):
            return redirect("hub:run", run.uuid)
    # Every page is an order of its own.
    context = {"section": "runs", "form": form, "estimate": estimate, "order_key": uuid4()}
    return render(request, "modelhub/order_run.html", context, status=422 if form.errors else 200)


def _estimated(form: RunForm, order: RunOrder) -> Estimate | None:
    """Reckon what a run would take, or say on the form why it can't be started."""
    try:
        return estimate_run(order)
    except CannotStart as error:
        form.add_error(None, str(error))
    return None


def _started(form: RunForm, order: RunOrder) -> GenerationRun | None:
    """Start a run, or say on the form why not."""
    try:
        run, is_new = start_run_once(order)
    except KeyUsed:
        form.add_error(None, "This page has started a run already, and you have changed it since: send it again.")
    except CannotStart as error:
        form.add_error(None, str(error))
    else:
        if is_new:
            wake(run.queue)
        return run
    return None
