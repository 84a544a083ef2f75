"""Starts programs, restarts one that dies, and ends all of them without leaving a child behind."""

import signal
import time
from types import FrameType, TracebackType
from typing import Self

from scripts.child import Child, Program
from scripts.start_error import StartError

GRACE_S = 10
POLL_S = 0.2
QUICK_DEATH_S = 5
MAX_QUICK_DEATHS = 3


class StopRequested(Exception):
    """Ctrl-C, a closed terminal or a TERM asked us to end."""


class Supervisor:
    """Keeps programs running until it is left; then all of them have ended, with all their children."""

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._stop_requested = False

    def __enter__(self) -> Self:
        # The handler only notes the wish: an exception between a program's start and its entry in our
        # list would leave an orphan.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # nohup has us ignore a closed terminal, and so we do.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._note_stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _end([child for child in self._children if not child.program.ended_last])
        _end([child for child in self._children if child.program.ended_last])
        self._children.clear()

    def start(self, program: Program) -> Child:
        """Start a program that is to run until the end."""
        child = Child(program)
        self._children.append(child)
        return child

    def run(self, program: Program) -> None:
        """Run a program to its end; raises StartError when it fails, StopRequested when we are to stop."""
        child = self.start(program)
        while (code := child.poll()) is None:
            self._pause()
        self._children.remove(child)
        if code:
            raise StartError(f"{program.name} failed; the messages above say why.")

    def wait(self) -> None:
        """Let a moment pass and look after everybody; raises StopRequested or StartError."""
        self._pause()
        for place, child in enumerate(self._children):
            if child.poll() is not None:
                self._children[place] = _restarted(child)

    def _pause(self) -> None:
        if not self._stop_requested:
            time.sleep(POLL_S)
        if self._stop_requested:
            print("\nStopping …", flush=True)
            raise StopRequested

    def _note_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop_requested = True


def _restarted(child: Child) -> Child:
    """Start a program again that ended by itself; raises StartError when it never lives long."""
    # Its own children would go on answering, or hold tasks, beside the new ones.
    child.kill_group()
    name, quick_deaths = child.program.name, child.n_quick_deaths + 1 if child.age_s() < QUICK_DEATH_S else 0
    if quick_deaths == MAX_QUICK_DEATHS:
        raise StartError(f"{name} ended {quick_deaths} times right after its start; the messages above say why.")
    print(f"{name} ended ({child.how_it_ended()}); starting it again.", flush=True)
    return Child(child.program, n_quick_deaths=quick_deaths)


def _end(children: list[Child]) -> None:
    """End programs: TERM to each main process alone, and after ten seconds KILL to all that is left.

    TERM to the whole group makes Celery wait for children that have already gone.
    """
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE_S
    while any(child.poll() is None for child in children) and time.monotonic() < deadline:
        time.sleep(POLL_S / 4)
    for child in children:
        child.kill_group()
