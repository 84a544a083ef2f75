"""Starts programs, restarts one that dies, and ends them all without leaving a child behind."""

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
    """Keeps waves of programs running; a later wave needs the earlier ones, and is ended before them."""

    def __init__(self) -> None:
        self._waves: list[list[Child]] = []
        self._stop_requested = False

    def __enter__(self) -> Self:
        # The handler only notes the wish: an exception between a program's start and its entry in our
        # list would leave an orphan.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._waves:
            _end(self._waves.pop())

    def run(self, program: Program) -> None:
        """Run a program to its end; raises StartError when it fails, StopRequested when we are to stop."""
        child = Child(program)
        self._waves.append([child])
        while (code := child.poll()) is None:
            self._pause()
        self._waves.pop()
        if code:
            raise StartError(f"{program.name} failed; the messages above say why.")

    def start(self, *programs: Program) -> None:
        """Start a wave of programs."""
        wave: list[Child] = []
        self._waves.append(wave)
        for program in programs:
            wave.append(Child(program))  # noqa: PERF401  (one by one: when one fails, those before it are known)

    def wait(self) -> None:
        """Let a moment pass and look after everybody; raises StopRequested or StartError."""
        self._pause()
        for wave in self._waves:
            for place, child in enumerate(wave):
                if child.poll() is not None:
                    wave[place] = self._restarted(child)

    def _restarted(self, child: Child) -> Child:
        child.kill_group()
        quick_deaths = child.n_quick_deaths + 1 if child.age_s() < QUICK_DEATH_S else 0
        if quick_deaths == MAX_QUICK_DEATHS:
            raise StartError(
                f"{child.program.name} ended {quick_deaths} times right after its start; the messages above say why."
            )
        print(f"{child.program.name} ended ({child.how_it_ended()}); starting it again.", flush=True)
        return Child(child.program, n_quick_deaths=quick_deaths)

    def _pause(self) -> None:
        if not self._stop_requested:
            time.sleep(POLL_S)
        if self._stop_requested:
            raise StopRequested

    def _note_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop_requested = True


def _end(wave: list[Child]) -> None:
    """End a wave: TERM to each main process alone, and after ten seconds KILL to all that is left.

    TERM to the whole group makes Celery wait for children that have already gone.
    """
    for child in wave:
        child.terminate()
    deadline = time.monotonic() + GRACE_S
    while any(child.poll() is None for child in wave) and time.monotonic() < deadline:
        time.sleep(POLL_S / 4)
    for child in wave:
        child.kill_group()
