"""A dataset's examples, one of them beside its table, and its rejects with their reasons."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from evaluator.access import role_required
from evaluator.lead.paging import listing, searched
from modelhub.dataset_queries import (
    SPLITS,
    filter_rows,
    industries_in,
    lines_of,
    neighbours,
    rejects_of,
    shown_example,
    with_titles,
)
from modelhub.models import Dataset

LINES_PER_PAGE = 50
REJECTS_PER_PAGE = 20


@require_GET
@role_required("engineer", "lead")
def examples(request: HttpRequest, dataset_id: UUID) -> HttpResponse:
    """List a dataset's lines, those of a split or an industry if asked."""
    dataset, narrowed = _narrowed(request, dataset_id)
    lines = lines_of(dataset, split=narrowed["split"], industry=narrowed["industry"], search=searched(request))
    industries = industries_in(dataset)
    page = listing(request, lines, per_page=LINES_PER_PAGE)
    context = {
        "section": "datasets",
        "dataset": dataset,
        "listing": page,
        "rows": with_titles(page.rows, industries),
        "splits": SPLITS,
        "industries": industries,
        **narrowed,
    }
    return render(request, "modelhub/examples.html", context)


@require_GET
@role_required("engineer", "lead")
def example(request: HttpRequest, dataset_id: UUID, number: int) -> HttpResponse:
    """Show one line: the table beside what a model learns to write about it."""
    dataset, narrowed = _narrowed(request, dataset_id)
    line = get_object_or_404(dataset.lines, number=number)
    lines = lines_of(dataset, split=narrowed["split"], industry=narrowed["industry"], search=searched(request))
    before, after = neighbours(lines, number)
    context = {
        "section": "datasets",
        "dataset": dataset,
        "example": shown_example(line),
        "before": before,
        "after": after,
        "query": request.GET.urlencode(),
    }
    return render(request, "modelhub/example.html", context)


@require_GET
@role_required("engineer", "lead")
def rejects(request: HttpRequest, dataset_id: UUID) -> HttpResponse:
    """List what was rejected and why, by one filter or of one industry if asked."""
    dataset, narrowed = _narrowed(request, dataset_id)
    rows = rejects_of(dataset, reason=narrowed["reason"], industry=narrowed["industry"])
    context = {
        "section": "datasets",
        "dataset": dataset,
        "listing": listing(request, rows, per_page=REJECTS_PER_PAGE),
        "filters": [row for row in filter_rows(dataset) if row.n_rejected],
        "industries": industries_in(dataset),
        **narrowed,
    }
    return render(request, "modelhub/rejects.html", context)


def _narrowed(request: HttpRequest, dataset_id: UUID) -> tuple[Dataset, dict[str, str]]:
    """Return the dataset, and what of it is asked for."""
    dataset = get_object_or_404(Dataset.objects.select_related("teacher"), uuid=dataset_id)
    names = ("split", "industry", "reason")
    return dataset, {name: request.GET.get(name, "").replace("\x00", "")[:60] for name in names}
