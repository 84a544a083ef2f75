"""One table's texts under their writer's name; whoever opens the page can't judge them blind any more."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from evaluator.access import role_required, signed_in
from modelhub.engine.suspicion import suspicious
from modelhub.models import RunOutput
from modelhub.queries import column_texts, notes_on, other_outputs
from modelhub.steps.record_exposure import MustStayBlind, open_texts
from modelhub.steps.run_rules import table_record


@require_GET
@never_cache
@role_required("engineer")
def output(request: HttpRequest, run_id: UUID, table_id: UUID) -> HttpResponse:
    """Show a table beside what the run says about it, and record the exposure."""
    found = get_object_or_404(
        RunOutput.objects.select_related("run__model_version", "run__table_set", "table"),
        run__uuid=run_id,
        table__uuid=table_id,
    )
    context = {"section": "runs", "output": found, "run": found.run, "table": found.table}
    try:
        open_texts(signed_in(request), [found])
    except MustStayBlind as error:
        return render(request, "modelhub/not_while_rating.html", {"section": "runs", "error": error}, status=403)
    context |= {"columns": column_texts(found), "others": other_outputs(found)}
    flagged = suspicious(table_record(found.table))
    context |= {"flagged": flagged, "notes": [note for note in notes_on(found) if note not in flagged]}
    return render(request, "modelhub/output.html", context)
