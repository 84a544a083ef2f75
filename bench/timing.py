"""How long a call takes, in milliseconds."""

import multiprocessing
import time
from collections.abc import Callable
from statistics import median


def milliseconds(run: Callable[[], object], *, rounds: int = 9) -> float:
    """Return the median of some rounds, after one that nobody counts."""
    run()
    return median(_once(run) for _ in range(rounds))


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
