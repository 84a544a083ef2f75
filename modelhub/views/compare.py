"""What two runs wrote about one table, side by side under their writers' names."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from evaluator.access import role_required, signed_in
from modelhub.ablation import ablation_of
from modelhub.models import RunOutput
from modelhub.queries import column_texts
from modelhub.steps.record_exposure import MustStayBlind, open_texts


@require_GET
@never_cache
@role_required("engineer")
def compare(request: HttpRequest, run_id: UUID, table_id: UUID, other_id: UUID) -> HttpResponse:
    """Show both texts, and record the exposure to both."""
    outputs = [_output(one, table_id) for one in (run_id, other_id)]
    try:
        open_texts(signed_in(request), outputs)
    except MustStayBlind as error:
        return render(request, "modelhub/not_while_rating.html", {"section": "runs", "error": error}, status=403)
    context = {
        "section": "runs",
        "table": outputs[0].table,
        "outputs": outputs,
        "ablation": ablation_of(outputs[0].run, outputs[1].run),
        "columns": list(zip(*map(column_texts, outputs), strict=True)),
    }
    return render(request, "modelhub/compare.html", context)


def _output(run_id: UUID, table_id: UUID) -> RunOutput:
    outputs = RunOutput.objects.select_related("run__model_version", "run__table_set", "run__prompt", "table")
    return get_object_or_404(outputs, run__uuid=run_id, table__uuid=table_id)
