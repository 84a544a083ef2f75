"""What the hub's pages read about models, runs and outputs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Subquery

from evaluator.models import SourceTable, Study, TableSet
from modelhub.models import GenerationRun, IdentityFinding, ModelVersion, RunItem, RunOutput

# Runs that a table can be compared with on its page.
N_OTHERS = 20
# Sorting more names would take longer than anybody waits for a page; an index gives the order of import.
N_SORTED = 20_000
# Tables that a version may be asked about without an estimate first.
MOST_AT_ONE_CLICK = 1_000


@dataclass(frozen=True, slots=True)
class ColumnText:
    """One column of a table and what the run says about it."""

    name: str
    type: str
    keys: tuple[str, ...]
    comment: str | None


@dataclass(frozen=True, slots=True)
class FindingsLink:
    """A draft with texts that an engineer has to decide on."""

    study: Study
    n_open: int


def models_with_runs() -> QuerySet[ModelVersion]:
    """Return all model versions by name: how many runs each has, when the last was stored, its newest seconds a table."""
    newest = GenerationRun.objects.filter(model_version=OuterRef("pk"), p50_s__isnull=False).order_by("-id")
    return ModelVersion.objects.annotate(
        n_runs=Count("runs"),
        last_run_at=Max("runs__created_at"),
        p50_s=Subquery(newest.values("p50_s")[:1]),
        p95_s=Subquery(newest.values("p95_s")[:1]),
    ).order_by("name")


def runs_with_counts() -> QuerySet[GenerationRun]:
    """Return all runs, newest first, with how many tables each documents."""
    return (
        GenerationRun.objects.select_related("model_version", "table_set", "created_by", "prompt")
        .annotate(n_tables=F("n_outputs"))
        .order_by("-created_at", "-id")
    )


def runs_of(table_set: TableSet) -> Sequence[GenerationRun]:
    """Return the finished runs over a table set that studies can compare, by model name, the newest of a model first."""
    finished = runs_with_counts().filter(table_set=table_set, state=GenerationRun.State.FINISHED)
    with_texts = finished.filter(Exists(RunOutput.objects.filter(run=OuterRef("pk"))))
    return list(with_texts.order_by("model_version__name", "-created_at"))


def outputs_of(run: GenerationRun, search: str) -> QuerySet[RunOutput]:
    """Return a run's outputs, without the texts, by table name; those of a large run as the tables were imported."""
    order = ("table__name", "id") if run.n_outputs <= N_SORTED else ("table_id",)
    outputs = run.outputs.select_related("table").defer(*_HEAVY).order_by(*order)
    return outputs.filter(table__name__icontains=search) if search else outputs


def gaps_of(run: GenerationRun) -> QuerySet[RunOutput]:
    """Return a run's outputs with warnings, such as columns without a comment, by table name."""
    return run.outputs.exclude(warnings=[]).select_related("table").order_by("table__name", "id").defer(*_HEAVY)


def other_outputs(output: RunOutput) -> Sequence[RunOutput]:
    """Return what the newest other runs say about the same table, without the texts."""
    others = RunOutput.objects.filter(table=output.table_id).exclude(pk=output.pk).select_related("run__model_version")
    return list(others.defer("description", "comments", "raw").order_by("-run_id")[:N_OTHERS])


def notes_on(output: RunOutput) -> Sequence[str]:
    """Return what a model's answer was like, such as that it had to be mended."""
    items = RunItem.objects.filter(run=output.run_id, table=output.table_id)
    return items.values_list("notes", flat=True).first() or []


def column_texts(output: RunOutput) -> Sequence[ColumnText]:
    """Return schema and comments side by side."""
    columns = zip(output.table.columns, output.comments, strict=True)
    return [ColumnText(column["name"], column["type"], tuple(column["key"].split()), text) for column, text in columns]


def drafts_with_findings() -> Sequence[FindingsLink]:
    """Return the drafts that wait for an engineer."""
    rows = (
        IdentityFinding.objects.filter(resolution=IdentityFinding.Resolution.OPEN, study__state=Study.State.DRAFT)
        .values("study")
        .annotate(n=Count("id"))
        .order_by("study")
    )
    n_open = {row["study"]: row["n"] for row in rows}
    return [FindingsLink(study, n_open[study.pk]) for study in Study.objects.filter(pk__in=n_open).order_by("name")]


def table_sets() -> QuerySet[TableSet]:
    """Return all table sets by name, with how many tables each holds."""
    return TableSet.objects.annotate(n_tables=Count("tables")).order_by("name")


def sets_to_ask() -> QuerySet[TableSet]:
    """Return the sets, with `n_tables`, that a version may be asked about twice by one click; others need an order."""
    counted = TableSet.objects.annotate(n_tables=Count("tables"))
    return counted.filter(n_tables__range=(1, MOST_AT_ONE_CLICK)).order_by("name")


def n_tables_in(table_set: TableSet) -> int:
    """Return how many tables a set holds."""
    return SourceTable.objects.filter(table_set=table_set).count()


# Outputs of a wide table are large; lists need none of it.
_HEAVY = ("description", "comments", "raw", "table__original", "table__ddl", "table__sample_rows", "table__columns")
