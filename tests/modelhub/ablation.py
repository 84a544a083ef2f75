"""Finished pairs of runs by two prompts, made by the steps that workers call."""

from collections.abc import Callable
from dataclasses import replace

from evaluator.models import TableSet
from modelhub.engine.prompts import LONG, SHORT
from modelhub.engine.results import TableResult
from modelhub.models import GenerationRun, ModelVersion, RunItem
from modelhub.steps.begin_ablation import AblationOrder, begin_ablation
from modelhub.steps.claim_items import claim_items
from modelhub.steps.end_run import finish_if_done
from modelhub.steps.start_run import fill_items
from modelhub.steps.store_prompt import store_prompt
from modelhub.steps.store_results import store_results
from tests.makers import make_tables
from tests.modelhub.generation import good

Writer = Callable[[RunItem], TableResult]


def order_for(version: ModelVersion, tables: TableSet, **more: object) -> AblationOrder:
    """Return the order of an ablation by the program's own prompts."""
    long, short = (store_prompt(prompt)[0] for prompt in (LONG, SHORT))
    return AblationOrder(version, tables, long, short, **more)  # type: ignore[arg-type]


def worked_off(run: GenerationRun, writer: Writer) -> GenerationRun:
    """Give every table of a run the writer's result, and end the run."""
    fill_items(run)
    items = claim_items(run.pk, worker="test", n=run.n_items)
    store_results(run.pk, [(item, writer(item)) for item in items], worker="test")
    assert finish_if_done(run.pk)
    return GenerationRun.objects.get(pk=run.pk)


def says(text: str, *, n_in: int = 100, n_out: int = 50) -> Writer:
    """Return a writer whose descriptions hold this text."""

    def write(item: RunItem) -> TableResult:
        result = good(item)
        assert result.documentation is not None
        documentation = replace(result.documentation, description=f"{text} {item.table.name}.")
        return replace(result, documentation=documentation, n_tokens_in=n_in, n_tokens_out=n_out)

    return write


def make_ablation(
    *,
    name: str = "tiny",
    n_tables: int = 4,
    set_name: str = "shop",
    long: Writer | None = None,
    short: Writer | None = None,
) -> tuple[GenerationRun, GenerationRun]:
    """Store a version that was asked by both prompts about a set of its own, and return both finished runs."""
    version = ModelVersion.objects.create(
        name=name, source="local", location=name, licence="Apache-2.0", kind="small_model"
    )
    one, other = begin_ablation(order_for(version, make_tables(n_tables, name=set_name)))
    return (
        worked_off(one, long or says("Told at length:", n_in=400)),
        worked_off(other, short or says("In short:", n_in=100)),
    )
