"""Upload of a file with a model's outputs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluator.access import role_required, signed_in
from evaluator.intake.problem import IntakeError
from modelhub.forms import OutputFileForm
from modelhub.steps.import_outputs import ImportedOutputs, import_outputs

# More lines than anybody reads; the command prints all of them.
N_SHOWN = 100


@require_http_methods(["GET", "POST"])
@role_required("engineer")
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in, or say for every broken row what is wrong with it."""
    form = OutputFileForm(request.POST or None, request.FILES or None, initial=request.GET.dict())
    problems: tuple[object, ...] = ()
    if form.is_valid():
        try:
            return _taken(request, import_outputs(form.output_file(), created_by=signed_in(request)))
        except IntakeError as error:
            problems = error.problems
    context = {
        "section": "runs",
        "form": form,
        "problems": problems[:N_SHOWN],
        "n_more": max(len(problems) - N_SHOWN, 0),
        "n_problems": len(problems),
    }
    return render(request, "modelhub/import_outputs.html", context, status=422 if form.is_bound else 200)


def _taken(request: HttpRequest, imported: ImportedOutputs) -> HttpResponse:
    if not imported.skipped:
        messages.success(request, f"{imported.n_tables:,} tables documented by {imported.run.model_version.name}.")
        return redirect("hub:run", imported.run.uuid)
    context = {
        "section": "runs",
        "imported": imported,
        "skipped": imported.skipped[:N_SHOWN],
        "n_more": max(len(imported.skipped) - N_SHOWN, 0),
    }
    return render(request, "modelhub/skipped_rows.html", context)
