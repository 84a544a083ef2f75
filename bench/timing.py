"""How long a call takes, in milliseconds."""

import multiprocessing
import time
from collections.abc import Callable

# Quick calls are repeated this long: on a busy machine nine rounds may all be disturbed.
_LEAST_S = 1.0


def milliseconds(run: Callable[[], object], *, rounds: int = 9) -> float:
    """Return the best of some rounds, after one that nobody counts: whatever else the machine does only adds."""
    run()
    times = [_once(run) for _ in range(rounds)]
    while sum(times) < 1_000 * _LEAST_S:
        times.append(_once(run))
    return min(times)


def once_within(run: Callable[[], object], seconds: float) -> float | None:
    """Return the time of one round in a process of its own, None when it was stopped after so many seconds."""
    process = multiprocessing.get_context("fork").Process(target=run)
    start = time.perf_counter()
    process.start()
    process.join(seconds)
    took = 1_000 * (time.perf_counter() - start)
    if process.is_alive():
        process.kill()
        process.join()
        return None
    return took


def _once(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return 1_000 * (time.perf_counter() - start)
