"""Trainings: the list, one at work or finished, a new one, and several beside each other."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluator.access import role_required, signed_in
from evaluator.lead.paging import listing, searched
from evaluator.navigation import roles_of
from modelhub.models import TrainingRun
from modelhub.steps.start_training import CannotTrain, cancel_training, resume_training, start_training
from modelhub.tasks import wake
from modelhub.training_forms import TrainingForm
from modelhub.training_queries import N_BESIDE, compared, training_context, trainings_listed

PER_PAGE = 50


@require_GET
@role_required("engineer", "lead")
def trainings(request: HttpRequest) -> HttpResponse:
    """List all trainings, newest first; those that are ticked are put beside each other."""
    rows = trainings_listed()
    if search := searched(request):
        rows = rows.filter(name__icontains=search)
    context = {
        "section": "trainings",
        "listing": listing(request, rows, per_page=PER_PAGE),
        "is_engineer": "engineer" in roles_of(request),
    }
    return render(request, "modelhub/trainings.html", context)


@require_http_methods(["GET", "POST"])
@role_required("engineer")
def new_training(request: HttpRequest) -> HttpResponse:
    """Order a training."""
    form = TrainingForm(request.POST or None, initial={name: request.GET.get(name) for name in ("base", "dataset")})
    if form.is_valid():
        try:
            training = start_training(form.order(created_by=signed_in(request)))
        except CannotTrain as error:
            form.add_error(None, str(error))
        else:
            wake("gpu")
            return redirect("hub:training", training.uuid)
    return render(
        request,
        "modelhub/new_training.html",
        {"section": "trainings", "form": form},
        status=422 if form.errors else 200,
    )


@require_GET
@role_required("engineer", "lead")
def training(request: HttpRequest, training_id: UUID) -> HttpResponse:
    """Show how far a training is, its curve, and how it was set."""
    found = get_object_or_404(trainings_listed().select_related("created_by"), uuid=training_id)
    return render(request, "modelhub/training.html", {"section": "trainings", **training_context(request, found)})


@require_GET
@role_required("engineer", "lead")
def progress(request: HttpRequest, training_id: UUID) -> HttpResponse:
    """Return the part of the page that changes while a training runs; when it ends, ask for the whole page."""
    context = training_context(request, get_object_or_404(trainings_listed(), uuid=training_id))
    response = render(request, "modelhub/training_progress.html", context)
    if not context["works"]:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@role_required("engineer", "lead")
def beside(request: HttpRequest) -> HttpResponse:
    """Compare trainings: settings that differ, curves, losses and cost."""
    try:
        chosen = trainings_listed().filter(uuid__in=[UUID(text) for text in request.GET.getlist("training")])
    except (ValueError, ValidationError):
        chosen = trainings_listed().none()
    found = list(chosen[:N_BESIDE])
    if len(found) < 2:
        messages.error(request, "Tick two trainings or more to see them beside each other.")
        return redirect("hub:trainings")
    return render(request, "modelhub/trainings_beside.html", {"section": "trainings", **compared(found)})


@require_POST
@role_required("engineer")
def cancel(request: HttpRequest, training_id: UUID) -> HttpResponse:
    """End a training early; its last checkpoint is kept."""
    found = get_object_or_404(TrainingRun, uuid=training_id)
    if cancel_training(found):
        messages.success(request, "Cancelled. The last checkpoint is kept, so that it can go on.")
    return redirect("hub:training", found.uuid)


@require_POST
@role_required("engineer")
def resume(request: HttpRequest, training_id: UUID) -> HttpResponse:
    """Let workers go on with a training that was cancelled or stopped."""
    found = get_object_or_404(TrainingRun, uuid=training_id)
    try:
        resume_training(found)
        wake("gpu")
    except CannotTrain as error:
        messages.error(request, str(error))
    return redirect("hub:training", found.uuid)
