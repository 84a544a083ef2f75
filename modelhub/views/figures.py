"""What one version takes and gives, and from which utilisation on it is cheaper than another."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from evaluator.access import role_required
from modelhub.models import ModelVersion
from modelhub.version_figures import all_figures, break_evens, gpu_for, latencies, needed_gb


@require_GET
@role_required("engineer", "lead")
def figures(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Show the sums over a version's runs, and every other version beside it."""
    version = get_object_or_404(ModelVersion, uuid=model_id)
    by_version = all_figures()
    own = by_version.get(version.pk)
    context = {
        "section": "hub",
        "model": version,
        "figures": own,
        "latencies": latencies(version),
        "others": break_evens(own, list(by_version.values())) if own else [],
        "needed_gb": needed_gb(version),
        "gpu": gpu_for(version),
    }
    return render(request, "modelhub/figures.html", context)
