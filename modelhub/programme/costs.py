"""Steps of a programme x the ledger --> how far each is, how long it took, and what it cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from modelhub.models import GenerationRun, LedgerEntry, ModelVersion, ProgrammeStep
from modelhub.programme.generate import run_of
from modelhub.programme.journal import steps_of
from modelhub.programme.plan import Programme


@dataclass(frozen=True, slots=True)
class StepCost:
    """One step; cost is None where nothing was booked with a price, and `note` says why."""

    step: str
    state: str
    seconds: float | None
    cost_usd: Decimal | None
    note: str = ""


def step_costs(programme: Programme) -> list[StepCost]:
    """Return all steps in their order."""
    begun = {row.step: row for row in ProgrammeStep.objects.filter(programme=programme.name)}
    wanted = [asked.step for asked in steps_of(programme)]
    return [_cost_of(step, begun.get(step), programme) for step in wanted]


def table_of(costs: Sequence[StepCost]) -> Iterator[str]:
    """Yield the lines of a table for people, with the total of what has a price."""
    width = max(len("step"), *(len(cost.step) for cost in costs))
    yield f"{'step':<{width}}  {'state':<9}  {'seconds':>9}  {'cost, $':>12}"
    for cost in costs:
        seconds = "" if cost.seconds is None else f"{cost.seconds:,.1f}"
        amount = cost.note if cost.cost_usd is None else f"{cost.cost_usd:,.6f}"
        more = f"  {cost.note}" if cost.cost_usd is not None and cost.note else ""
        yield f"{cost.step:<{width}}  {cost.state:<9}  {seconds:>9}  {amount:>12}{more}"
    total = sum((cost.cost_usd for cost in costs if cost.cost_usd is not None), start=Decimal(0))
    all_seconds = sum(cost.seconds or 0.0 for cost in costs)
    lacks = " and what has no price" if any(cost.note for cost in costs) else ""
    yield f"{'total':<{width}}  {'':<9}  {all_seconds:>9,.1f}  {total:>12,.6f}{lacks}"


def _cost_of(step: str, row: ProgrammeStep | None, programme: Programme) -> StepCost:
    if row is None:
        return StepCost(step, "not begun", None, None)
    state = "done" if row.ended_at else "stopped" if row.problem else "begun"
    whose = _whose(step, row, programme)
    if whose is None:
        return StepCost(step, state, row.seconds, None)
    bookings = list(LedgerEntry.objects.filter(whose).values_list("cost_usd", "price"))
    priced = [cost for cost, price in bookings if price]
    if priced:
        return StepCost(step, state, row.seconds, sum(priced, start=Decimal(0)), _lacking(len(bookings) - len(priced)))
    return StepCost(step, state, row.seconds, None, "no price" if bookings or _is_unpriced(step, row) else "")


def _lacking(n: int) -> str:
    return f"{n} of its bookings without a price" if n else ""


def _whose(step: str, row: ProgrammeStep, programme: Programme) -> Q | None:
    """Return which bookings are the step's; None for steps that are booked nowhere."""
    if step == "dataset":
        # One that was there is not this programme's to pay for.
        return None if programme.dataset.existing else Q(dataset__name=programme.dataset.name)
    if step == "training":
        return Q(training__name=programme.training.name)
    run = run_of(row) if step.startswith("generate ") else None
    return Q(run=run) if run is not None else None


def _is_unpriced(step: str, row: ProgrammeStep) -> bool:
    """Tell whether an endpoint wrote without a price: then its tokens are counted with the run, and booked nowhere."""
    run: GenerationRun | None = run_of(row) if step.startswith("generate ") else None
    return run is not None and run.model_version.source == ModelVersion.Source.ENDPOINT and run.n_tokens_out > 0
