"""Upload of a file of schemas, and the report on each of its statements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from evaluator.access import role_required
from evaluator.intake.problem import IntakeError, Problem
from evaluator.steps.import_tables import TableImport
from modelhub.queries import table_sets
from modelhub.steps.import_comments import CommentsRun
from modelhub.steps.import_table_file import import_table_file
from modelhub.table_forms import TableFileForm

# More lines than anybody reads; the command prints all of them.
N_SHOWN = 200


@require_http_methods(["GET", "POST"])
@role_required("lead", "engineer")
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in and say of every statement what became of it."""
    form = TableFileForm(request.POST or None, request.FILES or None, initial=request.GET.dict())
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            imported, comments = import_table_file(
                form.table_file(), set_name=form.cleaned_data["set_name"], writer=form.writer()
            )
        except IntakeError as error:
            problems = error.problems
        else:
            return _report(request, imported, comments)
    context = {
        "section": "tables",
        "form": form,
        "table_sets": table_sets(),
        "problems": problems[:N_SHOWN],
        "n_more": max(len(problems) - N_SHOWN, 0),
    }
    return render(request, "modelhub/import_tables.html", context, status=422 if form.is_bound else 200)


def _report(request: HttpRequest, imported: TableImport, comments: CommentsRun | None) -> HttpResponse:
    order = ("refused", "ignored", "imported", "known", "used")
    lines = sorted(imported.lines, key=lambda line: (order.index(line.verdict), line.line))
    context = {
        "section": "tables",
        "imported": imported,
        "counts": {verdict: imported.count(verdict) for verdict in order},
        "lines": lines[:N_SHOWN],
        "n_more": max(len(lines) - N_SHOWN, 0),
        "comments": comments,
    }
    return render(request, "modelhub/imported_tables.html", context)
