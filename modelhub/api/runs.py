"""Runs: reckoned, started, watched, cancelled, gone on with, tried again."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Header, Router, Schema, Status

from evaluator.access import signed_in
from modelhub.api.access import needs
from modelhub.api.lists import Limit, Offset, Part, part_of
from modelhub.api.refusal import REFUSALS, Refusal, Refused, of_form
from modelhub.api.run_schemas import (
    EstimateOut,
    ProgressOut,
    ResumeIn,
    Retried,
    RetryIn,
    RunIn,
    RunOut,
    progress_out,
    run_out,
)
from modelhub.models import GenerationRun, PromptTemplate
from modelhub.run_forms import BudgetForm, RunForm
from modelhub.scopes import Scope
from modelhub.steps.end_run import cancel_run, resume_run, retry_failed
from modelhub.steps.estimate_run import Estimate, estimate_run
from modelhub.steps.record_exposure import rates_somewhere
from modelhub.steps.start_run import RunOrder
from modelhub.steps.start_run_once import start_run_once
from modelhub.steps.store_prompt import store_built_in_prompts
from modelhub.tasks import wake

router = Router(tags=["Runs"])
# Printable ASCII, which is what headers hold safely.
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=255, pattern="^[ -~]*$")]
READ, WRITE = needs(Scope.HUB_READ), needs(Scope.RUNS_WRITE)


class PromptOut(Schema):
    """A version of a prompt; runs name it by its digest."""

    digest: str
    name: str
    version: int


@router.get("/prompts", auth=READ, response={200: Part[PromptOut], REFUSALS: Refusal})
def list_prompts(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """List all prompts, the newest version of each name first."""
    store_built_in_prompts()
    return part_of(PromptTemplate.objects.order_by("name", "-version"), limit, offset, lambda row: row)


@router.get("/runs", auth=READ, response={200: Part[RunOut], REFUSALS: Refusal})
def list_runs(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """List all runs, newest first."""
    return part_of(_runs().order_by("-created_at", "-id"), limit, offset, run_out)


@router.post("/runs/estimate", auth=WRITE, response={200: EstimateOut, REFUSALS: Refusal})
def estimate(request: HttpRequest, run: RunIn) -> Estimate:
    """Say what a run would take, and start nothing."""
    return estimate_run(_order(request, run))


@router.post("/runs", auth=WRITE, response={200: RunOut, 201: RunOut, REFUSALS: Refusal})
def start_run(request: HttpRequest, run: RunIn, idempotency_key: IdempotencyKey = "") -> Status[dict[str, Any]]:
    """Start a run; workers take it up by themselves. 200 and the run as it is, where the key has started it already."""
    started, is_new = start_run_once(_order(request, run, key=idempotency_key))
    if is_new:
        wake(started.queue)
    return Status(201 if is_new else 200, run_out(_run(started.uuid)))


@router.get("/runs/{uuid:run_id}", auth=READ, response={200: ProgressOut, REFUSALS: Refusal})
def get_run(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """Say how far a run is, and what failed in which way."""
    # Where a writer failed is what a rater would recognise it by.
    return progress_out(_run(run_id), hides_errors=rates_somewhere(signed_in(request)))


@router.post("/runs/{uuid:run_id}/cancel", auth=WRITE, response={200: RunOut, REFUSALS: Refusal})
def cancel(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """End a run early; what is documented is kept, and so is what workers have in hand."""
    if not cancel_run(_run(run_id)):
        raise Refused(409, "The run has ended already.")
    return run_out(_run(run_id))


@router.post("/runs/{uuid:run_id}/resume", auth=WRITE, response={200: RunOut, REFUSALS: Refusal})
def resume(request: HttpRequest, run_id: UUID, how: ResumeIn | None = None) -> dict[str, Any]:
    """Let workers go on with a run that was cancelled or stopped; with a new budget, where the old one is spent."""
    run = _run(run_id)
    form = BudgetForm({"budget_usd": how.budget_usd if how else None})
    if not form.is_valid():
        raise of_form(form)
    resume_run(run, budget_usd=form.cleaned_data["budget_usd"])
    wake(run.queue)
    return run_out(_run(run_id))


@router.post("/runs/{uuid:run_id}/retry", auth=WRITE, response={200: Retried, REFUSALS: Refusal})
def retry(request: HttpRequest, run_id: UUID, which: RetryIn) -> dict[str, int]:
    """Let failed tables be tried again."""
    run = _run(run_id)
    n = retry_failed(run, kind=which.kind)
    wake(run.queue)
    return {"n_tables": n}


def _order(request: HttpRequest, run: RunIn, *, key: str = "") -> RunOrder:
    store_built_in_prompts()
    form = RunForm({**run.model_dump(), "order_key": key})
    if not form.is_valid():
        raise of_form(form)
    return form.order(created_by=signed_in(request))


def _runs() -> QuerySet[GenerationRun]:
    return GenerationRun.objects.select_related("model_version", "table_set")


def _run(run_id: UUID) -> GenerationRun:
    return get_object_or_404(_runs(), uuid=run_id)
