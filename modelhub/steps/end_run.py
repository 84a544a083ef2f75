"""A run's end: finished by itself, cancelled, stopped with a reason, or taken up again."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from evaluator.steps.write_turn import write_turn
from modelhub.models import ArmKey, GenerationRun, RunItem, RunTally
from modelhub.steps.run_budget import cannot_have_budget
from modelhub.steps.run_states import ENDED, WORKED_ON, State
from modelhub.steps.store_run import digest_of_stored


class CannotResume(Exception):
    """The run can't go on as asked; the text says why."""


def finish_if_done(run_id: int) -> bool:
    """End a run of which nothing waits and nothing is in work; return whether it ended now."""
    run = GenerationRun.objects.get(pk=run_id)
    if run.state not in WORKED_ON or run.n_done + run.n_failed < run.n_items:
        return False
    # Over all outputs, none of which changes any more: not inside the transaction.
    digest = digest_of_stored(run)
    with write_turn():
        ended = GenerationRun.objects.filter(pk=run_id, state__in=WORKED_ON, n_items=F("n_done") + F("n_failed"))
        return bool(ended.update(state=State.FINISHED, digest=digest, ended_at=timezone.now()))


def cancel_run(run: GenerationRun) -> bool:
    """End a run early; what is documented is kept, and what workers have in hand is still stored."""
    running = GenerationRun.objects.filter(pk=run.pk, state__in=WORKED_ON)
    return bool(running.update(state=State.CANCELLED, ended_at=timezone.now()))


def stop_run(run_id: int, problem: str) -> None:
    """Stop a run that can't go on, and say why; an engineer resumes it when the cause is gone."""
    running = GenerationRun.objects.filter(pk=run_id, state__in=WORKED_ON)
    running.update(state=State.STOPPED, problem=problem[:2000], ended_at=timezone.now())


@transaction.atomic
def resume_run(run: GenerationRun, *, budget_usd: Decimal | None = None) -> None:
    """Let workers go on with a run that was cancelled or stopped, with another budget if given. Raises CannotResume."""
    _check_unused(run)
    if budget_usd is not None and budget_usd <= run.cost_usd:
        raise CannotResume(f"The run has cost ${run.cost_usd:.2f} already: give it a larger budget than that.")
    if budget_usd is not None and (why := cannot_have_budget(run.model_version)):
        raise CannotResume(why)
    resumed = GenerationRun.objects.filter(pk=run.pk, state__in=(State.CANCELLED, State.STOPPED))
    budget = {} if budget_usd is None else {"budget_usd": budget_usd}
    if not resumed.update(state=State.QUEUED, problem="", digest="", ended_at=None, **budget):
        raise CannotResume("Only a run that was cancelled or stopped can go on.")


@transaction.atomic
def retry_failed(run: GenerationRun, *, kind: str | None = None) -> int:
    """Let the failed tables of a run, or those of one kind, be tried again; return how many. Raises CannotResume."""
    _check_unused(run)
    locked = GenerationRun.objects.select_for_update().get(pk=run.pk)
    failed = run.items.filter(state=RunItem.State.FAILED)
    tallies = RunTally.objects.filter(run=run).exclude(status__in=("ok", "repaired"))
    if kind is not None:
        failed, tallies = failed.filter(kind=kind), tallies.filter(kind=kind)
    n = failed.update(state=RunItem.State.WAITING, worker="", raw="", n_attempts=0, finished_at=None)
    if not n:
        raise CannotResume("No table of this run failed in that way.")
    tallies.delete()
    again = {"state": State.QUEUED, "problem": "", "digest": "", "ended_at": None} if locked.state in ENDED else {}
    GenerationRun.objects.filter(pk=run.pk).update(n_failed=F("n_failed") - n, **again)
    return n


def _check_unused(run: GenerationRun) -> None:
    """A run that a study compares stays as it is, and so does what came from elsewhere."""
    if run.source != GenerationRun.Source.MODEL:
        raise CannotResume("Only a run by a model can go on: import a file with the missing rows as another run.")
    if ArmKey.objects.filter(run=run).exists():
        raise CannotResume("A study compares this run, so it stays as it is: start another run.")
