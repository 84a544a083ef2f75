"""A model version, a prompt and a table set --> GenerationRun with one waiting item per table."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from evaluator.canonical import sha256_hex
from evaluator.models import SourceTable, TableSet, User
from evaluator.steps.write_turn import give_way, write_turn
from modelhub.engine.text_model import GenerationConfig
from modelhub.models import GenerationRun, ModelVersion, PromptTemplate, RunItem
from modelhub.steps.run_budget import cannot_have_budget

# So many rows are written in well under half a second, so that raters never wait for the start of a large run.
N_PER_TRANSACTION = 2_000
QUEUES = {
    ModelVersion.Source.LOCAL: "gpu",
    ModelVersion.Source.HUB: "gpu",
    ModelVersion.Source.ENDPOINT: "web",
}


class CannotStart(Exception):
    """The run can't be started as asked; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What an engineer asks for."""

    model_version: ModelVersion
    table_set: TableSet
    prompt: PromptTemplate
    config: GenerationConfig = field(default_factory=GenerationConfig)
    priority: int = 0
    budget_usd: Decimal | None = None
    created_by: User | None = None
    # The same for an order that is sent twice.
    key: str = ""

    @property
    def key_digest(self) -> str:
        """What is kept of the key."""
        return sha256_hex(self.key.encode()) if self.key else ""


@transaction.atomic
def start_run(order: RunOrder) -> GenerationRun:
    """Store a run that workers take up when they are woken. Raises CannotStart."""
    n_tables = check_order(order)
    return GenerationRun.objects.create(
        model_version=order.model_version,
        table_set=order.table_set,
        source=GenerationRun.Source.MODEL,
        origin=str(order.prompt),
        prompt=order.prompt,
        prompt_digest=order.prompt.digest,
        parameters=parameters_of(order.config),
        seed=order.config.sampling.seed,
        state=GenerationRun.State.QUEUED,
        queue=QUEUES[ModelVersion.Source(order.model_version.source)],
        priority=order.priority,
        budget_usd=order.budget_usd,
        n_items=n_tables,
        created_by=order.created_by,
        order_key=order.key_digest,
    )


def fill_items(run: GenerationRun) -> None:
    """Write the run's items, in short transactions; safe to be repeated, and by several workers at once."""
    while tables := _next_tables(run):
        with write_turn():
            rows = [RunItem(run=run, table_id=table) for table in tables]
            RunItem.objects.bulk_create(rows, ignore_conflicts=True)
        give_way()


def parameters_of(config: GenerationConfig) -> dict[str, Any]:
    """Return a configuration as a run keeps it: no floats, which canonical JSON has none of."""
    kept = asdict(config)
    kept["sampling"] = {name: str(value) for name, value in kept["sampling"].items() if name != "seed"}
    return kept


def _next_tables(run: GenerationRun) -> list[int]:
    """Return the next tables without an item, in the order of their import, as many as the run was started for."""
    last = run.items.order_by("-table_id").values_list("table_id", flat=True).first() or 0
    n_left = run.n_items - run.items.count()
    tables = SourceTable.objects.filter(table_set=run.table_set_id, pk__gt=last).order_by("pk")
    return list(tables.values_list("pk", flat=True)[: max(0, min(n_left, N_PER_TRANSACTION))])


def check_order(order: RunOrder) -> int:
    """Return how many tables a run of the order would document. Raises CannotStart."""
    n_tables = SourceTable.objects.filter(table_set=order.table_set).count()
    if order.model_version.source not in QUEUES:
        raise CannotStart(
            f"{order.model_version.name} can't generate here: its texts are {order.model_version.get_source_display()}."
        )
    if not n_tables:
        raise CannotStart(f"{order.table_set.name} holds no tables: import some first.")
    if order.budget_usd is not None and order.budget_usd <= 0:
        raise CannotStart("A budget must be more than nothing; leave it empty for no limit.")
    if order.budget_usd is not None and (why := cannot_have_budget(order.model_version)):
        raise CannotStart(why)
    return n_tables
