"""Waiting tables --> a worker's hands, for as long as it keeps saying that it lives."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from evaluator.steps.write_turn import write_turn
from modelhub.engine.results import Status
from modelhub.models import GenerationRun, RunItem
from modelhub.steps.run_counts import count_ended
from modelhub.steps.run_states import WORKED_ON

# Renewed by a heartbeat several times as often; a worker that is killed loses its tables after this.
LEASE = timedelta(seconds=settings.LEASE_SECONDS)
# A table in whose hands so many workers died is held to be the cause.
MAX_ATTEMPTS = 4
N_GIVEN_UP = 100


@write_turn()
def claim_items(run_id: int, *, worker: str, n: int) -> Sequence[RunItem]:
    """Take up to n tables: those that wait, else those whose worker has been silent for a lease; O(log n) each."""
    if not GenerationRun.objects.filter(pk=run_id, state__in=WORKED_ON).exists():
        return []
    now = timezone.now()
    _give_up(run_id)
    items = RunItem.objects.filter(run_id=run_id)
    waiting = items.filter(state=RunItem.State.WAITING).order_by("id")
    abandoned = items.filter(state=RunItem.State.CLAIMED, lease_until__lt=now).order_by("lease_until")
    taken = _locked(waiting, n) or _locked(abandoned, n)
    RunItem.objects.filter(pk__in=taken).update(
        state=RunItem.State.CLAIMED, worker=worker, lease_until=now + LEASE, n_attempts=F("n_attempts") + 1
    )
    return list(items.filter(pk__in=taken).select_related("table").defer("table__original").order_by("id"))


def renew_leases(run_id: int, *, worker: str) -> None:
    """Say that the worker lives: what it holds stays its own for another lease."""
    held = RunItem.objects.filter(run_id=run_id, worker=worker, state=RunItem.State.CLAIMED)
    held.update(lease_until=timezone.now() + LEASE)


def release_items(run_id: int, *, worker: str) -> None:
    """Give back what a worker holds and won't finish; it was nobody's fault, so the attempt doesn't count."""
    held = RunItem.objects.filter(run_id=run_id, worker=worker, state=RunItem.State.CLAIMED)
    held.update(state=RunItem.State.WAITING, worker="", lease_until=None, n_attempts=F("n_attempts") - 1)


def _give_up(run_id: int) -> None:
    """Fail the tables whose workers were all lost, one after the other."""
    killers = RunItem.objects.filter(
        run_id=run_id, state=RunItem.State.CLAIMED, lease_until__lt=timezone.now(), n_attempts__gte=MAX_ATTEMPTS
    )
    if pks := _locked(killers, N_GIVEN_UP):
        what = f"{MAX_ATTEMPTS} workers were lost while they had this table in hand"
        n = RunItem.objects.filter(pk__in=pks).update(
            state=RunItem.State.FAILED,
            status=Status.ERROR,
            kind="worker_lost",
            notes=[what],
            lease_until=None,
            finished_at=timezone.now(),
        )
        count_ended(run_id, {(Status.ERROR, "worker_lost"): n})


def _locked(items: QuerySet[RunItem], n: int) -> list[int]:
    # On PostgreSQL two workers never wait for each other's rows; SQLite has one writer at a time anyway.
    return list(items.select_for_update(skip_locked=True).values_list("pk", flat=True)[:n])
