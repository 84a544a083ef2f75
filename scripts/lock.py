"""One server per var folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.start_error import StartError


@contextmanager
def only_one(path: Path, description: str) -> Iterator[None]:
    """Hold the lock file; raises StartError with the holder's description when another process has it.

    The kernel lets go of the lock when its holder dies, however it dies.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise StartError(
                f"it is already running here ({file.read().strip()}). Stop it with Ctrl-C where it runs, "
                "or give this one its own folder: make run VAR_DIR=/path/to/folder PORT=8001"
            ) from error
        file.truncate(0)
        file.write(description)
        file.flush()
        yield
