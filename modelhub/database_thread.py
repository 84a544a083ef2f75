"""A thread that talks to the database: Django gives it connections of its own, which nobody else would close."""

import threading
from collections.abc import Callable

from django.db import connections


def database_thread(work: Callable[[], None], *, name: str) -> threading.Thread:
    """Return a thread, not started, that closes its connections when its work is over."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return threading.Thread(target=run, name=name, daemon=True)
