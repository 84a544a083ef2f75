"""Times α with its intervals beside the krippendorff library in a loop and evalica, all from the same votes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import evalica
import krippendorff
import numpy as np
import pandas as pd

from bench.keeping import Figure
from bench.timing import milliseconds, once_within
from evaluator.stats.alpha import RESAMPLES, alpha, alpha_bootstrap
from evaluator.stats.tally import Ints

_SEED = 1
# A loop of 1,000 over the largest size takes minutes: some of them are timed, and the rest taken as alike.
_TIMED_OF_LOOP = 20
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Size:
    """How many raters judge how many tables, and the limits in milliseconds for jackknife and bootstrap."""

    n_raters: int
    n_tables: int
    jackknife: float | None = None
    bootstrap: float | None = None

    def __str__(self) -> str:
        return f"{self.n_raters} raters × {self.n_tables:,} tables"


SIZES = (Size(4, 62, jackknife=1.0, bootstrap=3.0), Size(10, 1_000), Size(50, 10_000, bootstrap=250.0))


def figures() -> Iterator[Figure]:
    """Best times of nominal α: with the jackknife, and with 1,000 resamples by each program."""
    for size in SIZES:
        votes = np.random.default_rng(_SEED).choice(3, size=(size.n_raters, size.n_tables), p=[0.5, 0.3, 0.2])
        counts = np.stack([(votes == value).sum(axis=0) for value in range(3)], axis=1)
        yield Figure(f"α and jackknife, {size}", milliseconds(_jackknife(counts)), "ms", size.jackknife)
        yield Figure(f"α and 1,000 resamples, {size}", milliseconds(_bootstrap(counts)), "ms", size.bootstrap)
        yield Figure(f"krippendorff in a loop, {size}", _loop_ms(counts), "ms")
        yield _evalica(votes, size)


def _jackknife(counts: Ints) -> Callable[[], object]:
    return lambda: alpha(counts, level="nominal")


def _bootstrap(counts: Ints) -> Callable[[], object]:
    return lambda: alpha_bootstrap(counts, level="nominal")


def _loop_ms(counts: Ints) -> float:
    rng, n = np.random.default_rng(_SEED), len(counts)

    def some() -> None:
        for _ in range(_TIMED_OF_LOOP):
            krippendorff.alpha(value_counts=counts[rng.integers(0, n, n)], level_of_measurement="nominal")

    return milliseconds(some, rounds=3) * RESAMPLES / _TIMED_OF_LOOP


def _evalica(votes: Ints, size: Size) -> Figure:
    frame = pd.DataFrame(votes)

    def run() -> None:
        evalica.alpha_bootstrap(frame, n_resamples=RESAMPLES, random_state=_SEED)

    took = once_within(run, _PATIENCE_S)
    if took is None:
        return Figure(f"evalica, stopped without an answer, {size}", 1_000 * _PATIENCE_S, "ms")
    # A process of its own adds some milliseconds: small sizes are timed again without one.
    return Figure(f"evalica, {size}", milliseconds(run, rounds=3) if took < 1_000 * _PATIENCE_S / 10 else took, "ms")
