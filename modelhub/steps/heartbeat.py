"""A worker's sign of life, from a thread: while a model thinks, nothing else could give it."""

import logging
import threading
from types import TracebackType
from typing import Self

from django.db import DatabaseError

from modelhub.database_thread import database_thread
from modelhub.steps.claim_items import LEASE, renew_leases
from modelhub.steps.worker_card import WorkerCard, show_worker

logger = logging.getLogger(__name__)


class Heartbeat:
    """While it is entered, leases are renewed and the worker is shown as alive."""

    def __init__(self, run_id: int, card: WorkerCard) -> None:
        self._run_id, self._card, self._over = run_id, card, threading.Event()
        self._thread = database_thread(self._beat, name="heartbeat")

    def __enter__(self) -> Self:
        # At once: a budget sets aside in the worker's row, and nothing where there is none.
        show_worker(self._card, run_id=self._run_id)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(LEASE.total_seconds() / 6):
            self._say()

    def _say(self) -> None:
        try:
            renew_leases(self._run_id, worker=self._card.name)
            show_worker(self._card, run_id=self._run_id)
        except DatabaseError as error:
            # The next beat may get through; if none does, the lease ends and another worker goes on.
            logger.warning("No sign of life of %s: %s", self._card.name, error)
