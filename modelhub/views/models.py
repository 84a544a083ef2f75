"""The list of model versions, one of them, and a new one."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluator.access import role_required, signed_in
from evaluator.lead.paging import listing, searched
from evaluator.navigation import roles_of
from modelhub.ablation import ablations_of
from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.forms import ModelForm
from modelhub.licences import permission_of, permissions_of
from modelhub.lineage_graph import lineage_graph
from modelhub.models import ModelVersion
from modelhub.queries import drafts_with_findings, models_with_runs, runs_with_counts, sets_to_ask
from modelhub.source_forms import SourceForm
from modelhub.steps.approve_licence import CannotApprove, approve_licence
from modelhub.steps.register_model import register_model
from modelhub.steps.start_training import WITH_FILES
from modelhub.steps.store_archive import remove_archive, store_archive
from modelhub.steps.update_model import CannotRename, update_model
from modelhub.tasks import wake
from modelhub.version_figures import all_figures

PER_PAGE = 50


@require_GET
@role_required("engineer", "lead")
def models(request: HttpRequest) -> HttpResponse:
    """List all model versions; engineers also see which drafts wait for them."""
    is_engineer = "engineer" in roles_of(request)
    rows = models_with_runs()
    if search := searched(request):
        rows = rows.filter(name__icontains=search)
    page = listing(request, rows, per_page=PER_PAGE)
    figures, permissions = all_figures(page.rows), permissions_of(page.rows)
    context = {
        "section": "hub",
        "listing": page,
        "rows": [(version, permissions[version.pk], figures.get(version.pk)) for version in page.rows],
        "is_engineer": is_engineer,
        "drafts": drafts_with_findings() if is_engineer else [],
    }
    return render(request, "modelhub/models.html", context)


@require_http_methods(["GET", "POST"])
@role_required("engineer")
def register(request: HttpRequest) -> HttpResponse:
    """Register a model version."""
    form, source = ModelForm(request.POST or None), SourceForm(request.POST or None, request.FILES or None)
    # Both, so that all that is wrong is said at once.
    if all([form.is_valid(), source.is_valid()]):
        try:
            version, is_new = _register(form, source)
            if is_new:
                return _registered(request, version)
            form.add_error("name", f"{version.name} is registered already: open it in the list to change it.")
        except CheckpointRefused as error:
            source.add_error("archive", str(error))
    context = {"section": "hub", "form": form, "source": source}
    return render(request, "modelhub/register.html", context, status=422 if form.is_bound else 200)


def _register(form: ModelForm, source: SourceForm) -> tuple[ModelVersion, bool]:
    """Register what the forms say, with the files that came along. Raises CheckpointRefused."""
    archive = source.cleaned_data["archive"]
    if archive is None or ModelVersion.objects.filter(name=form.cleaned_data["name"]).exists():
        return register_model(replace(form.card(), source=source.card()))
    folder = store_archive(archive, form.cleaned_data["name"], is_adapter=source.cleaned_data["base"] is not None)
    version, is_new = register_model(replace(form.card(), source=replace(source.card(), location=folder)))
    if not is_new:
        remove_archive(folder)
    return version, is_new


def _registered(request: HttpRequest, version: ModelVersion) -> HttpResponse:
    messages.success(request, f"{version.name} is registered.")
    if version.source in (ModelVersion.Source.LOCAL, ModelVersion.Source.HUB):
        wake("gpu")
    return redirect("hub:model", version.uuid)


@require_GET
@role_required("engineer", "lead")
def model(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Show what is known of a model version, and its runs."""
    version = get_object_or_404(ModelVersion.objects.select_related("base", "training__dataset"), uuid=model_id)
    is_engineer = "engineer" in roles_of(request)
    context = {
        "section": "hub",
        "model": version,
        "runs": runs_with_counts().filter(model_version=version),
        "ablations": ablations_of(version) if is_engineer else [],
        "sets_to_ask": sets_to_ask() if is_engineer and version.source in WITH_FILES else [],
        "is_engineer": is_engineer,
        "permission": permission_of(version),
        "is_unchecked": version.source in WITH_FILES and not version.file_digests and not version.problem,
        "lineage": lineage_graph(version),
        "trains": version.source in WITH_FILES and version.base is None,
        "approvals": version.approvals.select_related("approved_by").order_by("-id"),
    }
    return render(request, "modelhub/model.html", context)


@require_POST
@role_required("engineer")
def approve(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Record that a licence of the maker's own allows the use of a version, and why."""
    version = get_object_or_404(ModelVersion, uuid=model_id)
    why = request.POST.get("why", "").replace("\x00", "").strip()[:300]
    try:
        if why:
            approve_licence(version, approved_by=signed_in(request), why=why)
        else:
            messages.error(request, "Not recorded: say why the licence allows the use.")
    except CannotApprove as error:
        messages.error(request, str(error))
    return redirect("hub:model", version.uuid)


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
