"""A model version and two prompts --> one GenerationRun for each, begun or found: the ablation of the prompt."""

from dataclasses import dataclass, field

from django.db import transaction

from evaluator.models import SourceTable, TableSet, User
from modelhub.engine.text_model import GenerationConfig
from modelhub.models import GenerationRun, ModelVersion, PromptTemplate
from modelhub.steps.end_run import resume_run
from modelhub.steps.run_states import State
from modelhub.steps.start_run import CannotStart, RunOrder, parameters_of, start_run


@dataclass(frozen=True, slots=True)
class AblationOrder:
    """Which version is asked in which two ways about which tables; all else is the same for both."""

    model_version: ModelVersion
    table_set: TableSet
    long: PromptTemplate
    short: PromptTemplate
    config: GenerationConfig = field(default_factory=GenerationConfig)
    created_by: User | None = None


@transaction.atomic
def begin_ablation(order: AblationOrder, *, again: bool = False) -> tuple[GenerationRun, GenerationRun]:
    """Return the runs by the long and by the short prompt: the newest there are, else new ones that wait for workers.

    One that was cancelled or stopped goes on. `again` starts two new ones, unless one of the newest is not finished: then
    those are what the same order began before. Raises CannotStart, CannotResume.
    """
    if order.long.pk == order.short.pk:
        raise CannotStart(f"Both prompts are {order.long}: an ablation needs two.")
    # Two orders at once would each start what the other one has just started.
    ModelVersion.objects.select_for_update().get(pk=order.model_version.pk)
    known = [_newest(order, prompt) for prompt in (order.long, order.short)]
    if again and all(run is None or run.state == State.FINISHED for run in known):
        known = [None, None]
    long, short = (
        _going_on(run) if run else start_run(_run_order(order, prompt))
        for run, prompt in zip(known, (order.long, order.short), strict=True)
    )
    return long, short


def _newest(order: AblationOrder, prompt: PromptTemplate) -> GenerationRun | None:
    """Return the newest run that differs from what is ordered in nothing, or None."""
    runs = GenerationRun.objects.filter(
        source=GenerationRun.Source.MODEL,
        model_version=order.model_version,
        table_set=order.table_set,
        prompt_digest=prompt.digest,
        seed=order.config.sampling.seed,
        # A set that grew since is another set.
        n_items=SourceTable.objects.filter(table_set=order.table_set).count(),
    )
    parameters = parameters_of(order.config)
    return next((run for run in runs.order_by("-id") if run.parameters == parameters), None)


def _going_on(run: GenerationRun) -> GenerationRun:
    if run.state in (State.CANCELLED, State.STOPPED):
        resume_run(run)
        run.refresh_from_db()
    return run


def _run_order(order: AblationOrder, prompt: PromptTemplate) -> RunOrder:
    return RunOrder(order.model_version, order.table_set, prompt, config=order.config, created_by=order.created_by)
