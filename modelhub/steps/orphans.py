"""Whether a worker that has something in hand is no more: nobody need wait for the end of its lease."""

import os
import socket


def is_orphaned_by(worker: str) -> bool:
    """Tell whether the worker was a process of this machine that has ended; of other machines nothing is known."""
    host, _, process = worker.rpartition(":")
    if host != socket.gethostname() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        pass
    return False
