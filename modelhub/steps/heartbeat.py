"""A worker's sign of life, from a thread: while a model thinks, nothing else could give it."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError

from modelhub.database_thread import database_thread
from modelhub.steps.claim_items import LEASE

logger = logging.getLogger(__name__)


@contextmanager
def heartbeat(sign: Callable[[], object], *, of: str) -> Iterator[None]:
    """While it is entered, give the sign several times within a lease; `of` is what a lost one is reported about."""
    over = threading.Event()
    thread = database_thread(lambda: _beat(over, sign, of), name=f"heartbeat of {of}")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(over: threading.Event, sign: Callable[[], object], of: str) -> None:
    while not over.wait(LEASE.total_seconds() / 6):
        try:
            sign()
        except DatabaseError as error:
            # The next beat may get through; if none does, the lease ends and another worker goes on.
            logger.warning("No sign of life of %s: %s", of, error)
