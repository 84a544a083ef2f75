"""Datasets: the list, one of them at work or finished, a new one, own data, and the word that terms allow training."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluator.access import role_required, signed_in
from evaluator.intake.problem import IntakeError, Problem
from evaluator.lead.paging import listing, searched
from evaluator.navigation import roles_of
from modelhub.dataset_forms import DatasetForm, OwnDataForm
from modelhub.dataset_queries import dataset_context, datasets
from modelhub.models import Dataset, UseCase
from modelhub.run_forms import BudgetForm
from modelhub.steps.approve_terms import NothingToApprove, approve_terms
from modelhub.steps.dataset_lines import bodies_of
from modelhub.steps.end_dataset import CannotGoOn, cancel_dataset, resume_dataset
from modelhub.steps.import_dataset import import_dataset
from modelhub.steps.start_dataset import CannotSynthesise, start_dataset
from modelhub.steps.store_taxonomy import store_built_in_taxonomies
from modelhub.steps.worker_card import worker_name
from modelhub.tasks import wake

PER_PAGE = 50
# More lines than anybody reads; the command prints more.
N_SHOWN = 100


@require_GET
@role_required("engineer", "lead")
def dataset_list(request: HttpRequest) -> HttpResponse:
    """List all datasets, newest first."""
    rows = datasets()
    if search := searched(request):
        rows = rows.filter(name__icontains=search)
    context = {
        "section": "datasets",
        "listing": listing(request, rows, per_page=PER_PAGE),
        "is_engineer": "engineer" in roles_of(request),
    }
    return render(request, "modelhub/datasets.html", context)


@require_GET
@role_required("engineer", "lead")
def dataset(request: HttpRequest, dataset_id: UUID) -> HttpResponse:
    """Show how far a dataset is; once it is finished, its report, its split and its card."""
    found = get_object_or_404(Dataset.objects.select_related("teacher", "created_by"), uuid=dataset_id)
    return render(request, "modelhub/dataset.html", {"section": "datasets", **dataset_context(request, found)})


@require_GET
@role_required("engineer", "lead")
def dataset_progress(request: HttpRequest, dataset_id: UUID) -> HttpResponse:
    """Return the part of the page that changes while a dataset is written; when it ends, ask for the whole page."""
    found = get_object_or_404(Dataset.objects.select_related("teacher"), uuid=dataset_id)
    context = dataset_context(request, found)
    response = render(request, "modelhub/dataset_progress.html", context)
    if not context["works"]:
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "POST"])
@role_required("engineer")
def new_dataset(request: HttpRequest) -> HttpResponse:
    """Have a teacher write a dataset."""
    store_built_in_taxonomies()
    form = DatasetForm(request.POST or None, initial={"teacher": request.GET.get("teacher")})
    if form.is_valid():
        try:
            begun = start_dataset(form.order(created_by=signed_in(request)))
        except CannotSynthesise as error:
            form.add_error(None, str(error))
        else:
            wake(begun.queue)
            return redirect("hub:dataset", begun.uuid)
    context = {"section": "datasets", "form": form, "n_use_cases": UseCase.objects.count()}
    return render(request, "modelhub/new_dataset.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@role_required("engineer")
def own_data(request: HttpRequest) -> HttpResponse:
    """Take in a file of own data, or say for every broken row what is wrong with it."""
    form = OwnDataForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            imported = import_dataset(form.own_data(), worker=worker_name(), created_by=signed_in(request))
            return redirect("hub:dataset", imported.uuid)
        except IntakeError as error:
            problems = error.problems
    context = {
        "section": "datasets",
        "form": form,
        "problems": problems[:N_SHOWN],
        "n_more": max(len(problems) - N_SHOWN, 0),
    }
    return render(request, "modelhub/own_data.html", context, status=422 if form.is_bound else 200)


@require_POST
@role_required("engineer")
def cancel(request: HttpRequest, dataset_id: UUID) -> HttpResponse:
    """End a dataset early."""
    found = get_object_or_404(Dataset, uuid=dataset_id)
    if cancel_dataset(found):
        messages.success(request, "Cancelled. It can go on later; what a model wrote for it is kept.")
    return redirect("hub:dataset", found.uuid)


@require_POST
@role_required("engineer")
def resume(request: HttpRequest, dataset_id: UUID) -> HttpResponse:
    """Let workers go on with a dataset that was cancelled or stopped, with a new budget where one is typed in."""
    found = get_object_or_404(Dataset.objects.select_related("teacher"), uuid=dataset_id)
    form = BudgetForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Not gone on: write the budget in dollars, such as 5 or 2.50.")
        return redirect("hub:dataset", found.uuid)
    try:
        resume_dataset(found, budget_usd=form.cleaned_data["budget_usd"])
        wake(found.queue)
    except CannotGoOn as error:
        messages.error(request, str(error))
    return redirect("hub:dataset", found.uuid)


@require_POST
@role_required("engineer")
def approve(request: HttpRequest, dataset_id: UUID) -> HttpResponse:
    """Record that the terms of a dataset's texts allow training on them, and why."""
    found = get_object_or_404(Dataset, uuid=dataset_id)
    why = request.POST.get("why", "").replace("\x00", "").strip()[:300]
    try:
        if why:
            approve_terms(found, approved_by=signed_in(request), why=why)
        else:
            messages.error(request, "Not recorded: say why the terms allow training.")
    except NothingToApprove as error:
        messages.error(request, str(error))
    return redirect("hub:dataset", found.uuid)


@require_GET
@role_required("engineer", "lead")
def download(request: HttpRequest, dataset_id: UUID) -> StreamingHttpResponse:
    """Return dataset.jsonl: its SHA-256 is the dataset's digest."""
    found = get_object_or_404(Dataset, uuid=dataset_id, state=Dataset.State.FINISHED)
    response = StreamingHttpResponse(_lines(found), content_type="application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="dataset-{found.digest[:12]}.jsonl"'
    return response


def _lines(found: Dataset) -> Iterator[str]:
    for body in bodies_of(found):
        yield f"{body}\n"
