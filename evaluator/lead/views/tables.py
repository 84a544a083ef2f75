"""Tables as they were imported, without their comments; never what a model wrote about them."""

from uuid import UUID

from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from evaluator.access import role_required
from evaluator.lead.paging import listing, searched
from evaluator.models import SourceTable, TableSet
from evaluator.navigation import roles_of
from evaluator.steps.table_view import table_view

PER_PAGE = 50


@require_GET
@role_required("lead", "engineer")
def table_sets(request: HttpRequest) -> HttpResponse:
    """List all table sets with their size."""
    sets = TableSet.objects.annotate(
        n_tables=Count("tables"), smallest=Min("tables__n_columns"), largest=Max("tables__n_columns")
    ).order_by("name")
    page = listing(request, sets, per_page=PER_PAGE)
    return render(request, "lead/table_sets.html", {"section": "tables", "listing": page})


@require_GET
@role_required("lead", "engineer")
def table_set(request: HttpRequest, set_id: UUID) -> HttpResponse:
    """List the tables of a set, or those whose name or domain matches."""
    chosen = get_object_or_404(TableSet, uuid=set_id)
    tables = SourceTable.objects.filter(table_set=chosen).only("uuid", "name", "domain", "dialect", "n_columns")
    if search := searched(request):
        tables = tables.filter(Q(name__icontains=search) | Q(domain__icontains=search))
    context = {
        "section": "tables",
        "table_set": chosen,
        "listing": listing(request, tables.order_by("name", "id"), per_page=PER_PAGE),
        "roles": roles_of(request),
    }
    return render(request, "lead/table_set.html", context)


@require_GET
@role_required("lead", "engineer")
def table(request: HttpRequest, set_id: UUID, table_id: UUID) -> HttpResponse:
    """Show one table: schema, definition without comments, sample rows."""
    found = get_object_or_404(
        SourceTable.objects.select_related("table_set").defer("original"), uuid=table_id, table_set__uuid=set_id
    )
    context = {"section": "tables", "table": found, "view": table_view(found)}
    return render(request, "lead/table.html", context)
