"""A worker whose children get no work any more ends itself, so that it is started again.

With the broker of files, children share one pipe. One that is killed while it waits there takes the pipe's lock with it,
and from then on no child gets anything, new ones neither.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

from celery.signals import worker_ready
from celery.worker import state

logger = logging.getLogger(__name__)
# A free child takes a message at once; twice this long it waits for none.
CHECK_EVERY_S = 10


@worker_ready.connect
def watch(sender: Any, **_: object) -> None:
    """Look now and then, from a thread, whether messages wait although children are free."""
    n_children = sender.pool.num_processes
    threading.Thread(target=_watch, args=(n_children,), name="stalled?", daemon=True).start()


def _watch(n_children: int) -> None:
    before: frozenset[str] = frozenset()
    while True:
        time.sleep(CHECK_EVERY_S)
        waiting, n_active = frozenset(_waiting()), len(state.active_requests)
        if is_stalled(before, waiting, n_active=n_active, n_children=n_children):
            logger.error("The worker's children get no work any more. It ends, to be started again.")
            # Not by a signal that it could answer: an orderly end would wait for those children.
            os.kill(os.getpid(), signal.SIGKILL)
        before = waiting


def is_stalled(before: frozenset[str], waiting: frozenset[str], *, n_active: int, n_children: int) -> bool:
    """Say whether a message has waited since the last look although not all children are busy."""
    return n_active < n_children and not before.isdisjoint(waiting)


def _waiting() -> Iterator[str]:
    """Yield the messages that were handed to the children and that none of them has taken."""
    for request in list(state.requests.values()):
        if request in state.reserved_requests and request not in state.active_requests:
            yield request.id
