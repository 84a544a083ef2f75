"""Whose turn it is to write: writers queue here, because SQLite lets those that collide sleep in steps of up to 0.1 s."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db import transaction

_ONE_WRITER = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
# Longer than SQLite's longest sleep, so that a writer who does not queue here wakes up in between.
_PAUSE_S = 0.11


class Turn:
    """One holder at a time, in whichever process: threads by a lock, processes by the kernel's on a file.

    The kernel wakes the next one at once, and takes the file's lock from a process that dies.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._threads = path, Lock()
        self._opened: tuple[int, int] = (0, -1)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for the turn and hold it."""
        with self._threads:
            file = self._file()
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)

    def _file(self) -> int:
        # A forked process must open the file itself: what it inherits would share its parent's lock.
        process, file = self._opened
        if process != os.getpid():
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._opened = os.getpid(), file
        return file


_turn = Turn(settings.VAR_DIR / "write.lock")


@contextmanager
def write_turn() -> Iterator[None]:
    """Run a short transaction when nobody else who queues is in one; not to be nested."""
    with _turn.taken() if _ONE_WRITER else nullcontext(), transaction.atomic():
        yield


def give_way() -> None:
    """Let others write between two transactions of a long series."""
    if _ONE_WRITER:
        time.sleep(_PAUSE_S)
