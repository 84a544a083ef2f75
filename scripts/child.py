"""One program that we started, the leader of its own session."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.paths import ROOT

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Program:
    """What to start: a name for messages, the command, variables to add, sockets to hand over.

    ended_last keeps it running until those that need it have ended.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    sockets: tuple[int, ...] = ()
    ended_last: bool = False


class Child:
    """A running program; its own session keeps the terminal's Ctrl-C from it, so that we choose the order of ending."""

    def __init__(self, program: Program, *, n_quick_deaths: int = 0) -> None:
        self.program = program
        self.n_quick_deaths = n_quick_deaths
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            program.command,
            cwd=ROOT,
            env=os.environ | program.environment,
            stdin=subprocess.DEVNULL,
            pass_fds=program.sockets,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._process.poll()

    def age_s(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._started

    def how_it_ended(self) -> str:
        """Return the exit code or the signal's name, for people."""
        code = self._process.returncode
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def terminate(self) -> None:
        """Ask the main process, and it alone, to end."""
        self._process.terminate()

    def kill_group(self) -> None:
        """Kill whatever is left of the program, its own children too."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            # macOS answers EPERM for a group of which only dead members are left.
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def end_with_parent() -> None:
    """Let Linux end this child when its parent is killed outright; other systems offer no such thing."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
