"""Which run a worker takes up next, and whether it may on this machine."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from billiard.process import current_process
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from modelhub.models import GenerationRun, RunItem
from modelhub.steps.run_states import WORKED_ON


def next_run(queue: str) -> int | None:
    """Return the most urgent run of a queue that has something to do now; of equals the oldest."""
    runs = GenerationRun.objects.filter(queue=queue, state__in=WORKED_ON).order_by("-priority", "id")
    return next((run.pk for run in runs.only("pk", "n_items") if _has_work(run)), None)


def more_urgent_waits(run: GenerationRun) -> bool:
    """Say whether a run of higher priority could be taken up now; one that is all in other workers' hands could not."""
    urgent = GenerationRun.objects.filter(queue=run.queue, state__in=WORKED_ON, priority__gt=run.priority)
    return any(_has_work(other) for other in urgent.only("pk"))


@contextmanager
def place_to_work(queue: str) -> Iterator[bool]:
    """Say whether this process may generate: of one pool, one process per queue, so that others are left for short tasks."""
    if current_process().name == "MainProcess":
        # A worker of its own for each device, or no worker at all.
        yield True
        return
    # A lock of the operating system's: it ends with its process, however that ends.
    with (settings.VAR_DIR / f"generating-{queue}.lock").open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _has_work(run: GenerationRun) -> bool:
    free = Q(state=RunItem.State.WAITING) | Q(state=RunItem.State.CLAIMED, lease_until__lt=timezone.now())
    in_hands = run.items.filter(state=RunItem.State.CLAIMED, lease_until__gte=timezone.now())
    # Nothing free and nothing in hands: items are still to be written, or the run is to be ended.
    return run.items.filter(free).exists() or not in_hands.exists()
