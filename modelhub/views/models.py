"""The list of model versions, one of them, and a new one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from evaluator.access import role_required
from evaluator.lead.paging import listing, searched
from evaluator.navigation import roles_of
from modelhub.forms import ModelForm
from modelhub.models import ModelVersion
from modelhub.queries import drafts_with_findings, models_with_runs, runs_with_counts
from modelhub.steps.register_model import register_model
from modelhub.steps.update_model import CannotRename, update_model

PER_PAGE = 50


@require_GET
@role_required("engineer", "lead")
def models(request: HttpRequest) -> HttpResponse:
    """List all model versions; engineers also see which drafts wait for them."""
    is_engineer = "engineer" in roles_of(request)
    rows = models_with_runs()
    if search := searched(request):
        rows = rows.filter(name__icontains=search)
    context = {
        "section": "hub",
        "listing": listing(request, rows, per_page=PER_PAGE),
        "is_engineer": is_engineer,
        "drafts": drafts_with_findings() if is_engineer else [],
    }
    return render(request, "modelhub/models.html", context)


@require_http_methods(["GET", "POST"])
@role_required("engineer")
def register(request: HttpRequest) -> HttpResponse:
    """Register a model version."""
    form = ModelForm(request.POST or None)
    if form.is_valid():
        model, is_new = register_model(form.card())
        if is_new:
            messages.success(request, f"{model.name} is registered.")
            return redirect("hub:model", model.uuid)
        form.add_error("name", f"{model.name} is registered already: open it in the list to change it.")
    context = {"section": "hub", "form": form}
    return render(request, "modelhub/register.html", context, status=422 if form.is_bound else 200)


@require_GET
@role_required("engineer", "lead")
def model(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Show what is known of a model version, and its runs."""
    version = get_object_or_404(ModelVersion, uuid=model_id)
    context = {
        "section": "hub",
        "model": version,
        "runs": runs_with_counts().filter(model_version=version),
        "is_engineer": "engineer" in roles_of(request),
    }
    return render(request, "modelhub/model.html", context)


@require_http_methods(["GET", "POST"])
@role_required("engineer")
def edit_model(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Change what is known of a model version."""
    version = get_object_or_404(ModelVersion, uuid=model_id)
    form = ModelForm(request.POST or None, initial=ModelForm.values_of(version))
    if form.is_valid():
        try:
            update_model(version, form.card())
            return redirect("hub:model", version.uuid)
        except CannotRename as error:
            form.add_error("name", str(error))
    context = {"section": "hub", "model": version, "form": form}
    return render(request, "modelhub/edit_model.html", context, status=422 if form.is_bound else 200)
