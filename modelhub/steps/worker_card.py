"""A worker process --> Worker: what it says of itself."""

import os
import resource
import socket
from dataclasses import dataclass

from django.utils import timezone

from modelhub.models import Worker


@dataclass(frozen=True, slots=True)
class WorkerCard:
    """Name, queue and device of one process, and the model that it holds in memory."""

    name: str
    queue: str
    device: str = ""
    loaded_model: str = ""
    device_memory_mb: int = 0


def worker_name() -> str:
    """Return this process's name: unique among all that share a database."""
    return f"{socket.gethostname()}:{os.getpid()}"


def show_worker(card: WorkerCard, *, run_id: int | None = None) -> None:
    """Store what the process says, with its memory and the time."""
    Worker.objects.update_or_create(
        name=card.name,
        defaults={
            "queue": card.queue,
            "device": card.device,
            "loaded_model": card.loaded_model,
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "device_memory_mb": card.device_memory_mb,
            "run_id": run_id,
            "seen_at": timezone.now(),
        },
    )
