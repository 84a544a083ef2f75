"""What pages about runs that generate, workers and the ledger read; none counts the rows of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from evaluator.access import signed_in
from evaluator.navigation import roles_of
from modelhub.error_kinds import in_words
from modelhub.latencies import latencies_of
from modelhub.models import GenerationRun, RunItem, RunMinute, RunTally, Worker
from modelhub.speed_chart import speed_chart
from modelhub.steps.claim_items import LEASE
from modelhub.steps.record_exposure import rates_somewhere
from modelhub.steps.run_states import WORKED_ON

N_MINUTES = 5
SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, and how fast it goes now; speeds are None before the first whole minute."""

    n_items: int
    n_done: int
    n_failed: int
    n_repaired: int
    n_in_work: int
    tables_per_s: float | None
    tokens_per_s: float | None
    seconds_left: float | None
    p50_s: float | None
    p95_s: float | None

    @property
    def n_ended(self) -> int:
        """Tables with a result."""
        return self.n_done + self.n_failed

    @property
    def n_waiting(self) -> int:
        """Tables that nobody has in hand yet."""
        return self.n_items - self.n_ended - self.n_in_work

    @property
    def n_valid(self) -> int:
        """Tables whose documentation could be read as it came."""
        return self.n_done - self.n_repaired

    @property
    def time_left(self) -> str:
        """The time that the waiting tables need at the present speed, in words."""
        seconds = self.seconds_left or 0
        return f"{round(seconds)} s" if seconds < 120 else f"{round(seconds / 60):,} min"

    @property
    def ends_at(self) -> datetime | None:
        """When the run would end at the present speed; None for one that has no speed, or takes more than a day."""
        if not self.seconds_left or self.seconds_left > SECONDS_PER_DAY:
            return None
        return timezone.now() + timedelta(seconds=self.seconds_left)

    @property
    def valid_percent(self) -> float | None:
        """Documented tables among those with a result, in per cent."""
        return 100 * self.n_done / self.n_ended if self.n_ended else None


def progress_of(run: GenerationRun) -> Progress:
    """Return a run's progress from its own counts and its last minutes."""
    tables_per_s, tokens_per_s = _speed(run)
    n_left = run.n_items - run.n_done - run.n_failed
    p50_s, p95_s = latencies_of(run) or (None, None)
    repaired = run.tallies.filter(status="repaired").values_list("n_tables", flat=True).first() or 0
    return Progress(
        n_items=run.n_items,
        n_done=run.n_done,
        n_failed=run.n_failed,
        n_repaired=repaired,
        n_in_work=run.items.filter(state=RunItem.State.CLAIMED).count(),
        tables_per_s=tables_per_s,
        tokens_per_s=tokens_per_s,
        seconds_left=n_left / tables_per_s if tables_per_s else None,
        p50_s=p50_s,
        p95_s=p95_s,
    )


def progress_context(request: HttpRequest, run: GenerationRun) -> dict[str, object]:
    """Return the context of modelhub/run_progress.html."""
    workers = [(one, is_alive(one)) for one in workers_seen()]
    return {
        "run": run,
        "progress": progress_of(run),
        # Where a writer failed is what a rater would recognise it by.
        "errors": [] if rates_somewhere(signed_in(request)) else [(one, in_words(one.kind)) for one in errors_of(run)],
        "lacks_worker": run.state in WORKED_ON and not any(alive for one, alive in workers if one.queue == run.queue),
        "chart": speed_chart(minutes_of(run)),
        "works": run.state in WORKED_ON,
        "workers": [(one, alive) for one, alive in workers if one.run_id == run.pk],
        "is_engineer": "engineer" in roles_of(request),
    }


def errors_of(run: GenerationRun) -> QuerySet[RunTally]:
    """Return how many tables failed in which way, most first."""
    return run.tallies.exclude(status__in=("ok", "repaired")).filter(n_tables__gt=0).order_by("-n_tables", "kind")


def failed_of(run: GenerationRun, kind: str) -> QuerySet[RunItem]:
    """Return a run's failed tables of one kind, without their raw texts."""
    failed = run.items.filter(state=RunItem.State.FAILED, kind=kind).select_related("table").order_by("id")
    return failed.defer("raw", "table__original", "table__ddl", "table__sample_rows", "table__columns")


def minutes_of(run: GenerationRun) -> Sequence[RunMinute]:
    """Return what a run did minute by minute, at most the last three hours of it."""
    return list(reversed(run.minutes.order_by("-minute")[:180]))


def workers_seen() -> Sequence[Worker]:
    """Return the processes that gave a sign of life within a day, those that live first."""
    day_ago = timezone.now() - timedelta(days=1)
    return list(Worker.objects.filter(seen_at__gt=day_ago).select_related("run__model_version").order_by("-seen_at"))


def is_alive(worker: Worker, now: datetime | None = None) -> bool:
    """Whether a worker's last sign of life is younger than a lease."""
    return worker.seen_at > (now or timezone.now()) - LEASE


def _speed(run: GenerationRun) -> tuple[float | None, float | None]:
    """Return tables and output tokens per second over the last minutes, or over the whole of a run that ended."""
    end = run.ended_at or timezone.now()
    if run.started_at is None:
        return None, None
    if run.ended_at is not None:
        # Of several workers at once the time that passed counts; of a run that lay still for a night, the time of work.
        elapsed = (run.ended_at - run.started_at).total_seconds()
        seconds = max(min(elapsed, run.worker_seconds or elapsed), 1.0)
        return (run.n_done + run.n_failed) / seconds, run.n_tokens_out / seconds
    begin = max(run.started_at, end.replace(second=0, microsecond=0) - timedelta(minutes=N_MINUTES))
    rows = run.minutes.filter(minute__gte=begin.replace(second=0, microsecond=0)).values_list(
        "n_tables", "n_tokens_out"
    )
    seconds = max((end - begin).total_seconds(), 1.0)
    counts = list(rows)
    if not counts:
        return None, None
    return sum(n for n, _ in counts) / seconds, sum(n for _, n in counts) / seconds
