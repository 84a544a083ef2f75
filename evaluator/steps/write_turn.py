"""Whose turn it is to write: threads queue here, because SQLite lets writers that collide sleep in steps of up to 0.1 s."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Lock

from django.conf import settings
from django.db import transaction

_ONE_WRITER = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
# Longer than SQLite's longest sleep, so that a writer of another process wakes up in between.
_PAUSE_S = 0.11
_turn = Lock() if _ONE_WRITER else nullcontext()


@contextmanager
def write_turn() -> Iterator[None]:
    """Run a short transaction when no other thread of this process is in one; not to be nested."""
    with _turn, transaction.atomic():
        yield


def give_way() -> None:
    """Let others write between two transactions of a long series."""
    if _ONE_WRITER:
        time.sleep(_PAUSE_S)
