"""Times whole reports: of a study as it is usual, and of a million answers from a CSV file."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.keeping import ROOT, Figure
from bench.timing import milliseconds
from evaluator.stats.outcomes import Outcome, Side, Vote
from evaluator.stats.report import analyse
from evaluator.stats.sides import balanced_sides

_SYSTEMS, _TABLES, _RATERS = "abc", 62, 4
# 45 pairs of 10 systems on 5,556 tables by 4 of 20 raters each.
_MANY = (10, 5_556, 20, 4)
_HEADER = "item_id,rater_id,system_a,system_b,outcome,shown_left,repeat,grade,length_a,length_b,elapsed_ms"


def figures() -> Iterator[Figure]:
    """A report of 4 × 62 × 3 from votes, p exact; a million ratings by the command line, with its memory."""
    votes = usual_votes()
    size = f"{_RATERS} raters × {_TABLES} tables × {len(_SYSTEMS)} systems"
    yield Figure(f"report, {size}, exact sign flips", milliseconds(lambda: analyse(votes, margin=0.1)), "ms", 100.0)
    redrawn = milliseconds(lambda: analyse(votes, margin=0.1, redraws=1_000), rounds=3)
    yield Figure("the same with 1,000 re-drawn sides", redrawn, "ms")
    with tempfile.TemporaryDirectory(prefix="blindbench-") as folder:
        path = Path(folder) / "votes.csv"
        n = _write_many(path)
        seconds, cpu, megabytes = _command(path)
    yield Figure(f"{n:,} ratings from CSV to JSON", seconds, "s", 20.0)
    yield Figure("its CPU", cpu, "s")
    yield Figure("its memory", megabytes, "MB", 1_000.0)


def usual_votes() -> list[Vote]:
    """Graded votes of every rater on every pair, with table effects, sides, lengths and times."""
    rng = np.random.default_rng(1)
    votes = []
    for a, b in (("a", "b"), ("a", "c"), ("b", "c")):
        swapped = balanced_sides(_TABLES, _RATERS, rng)
        for table in range(_TABLES):
            effect, lengths = rng.normal(0.3, 1.2), rng.integers(50, 400, 2).tolist()
            for rater in range(_RATERS):
                grade = _grade(effect + rng.normal())
                left: Side = "b" if swapped[table, rater] else "a"
                ms = int(rng.integers(5_000, 90_000))
                outcome = Outcome.A if grade > 0 else Outcome.B if grade < 0 else Outcome.TIE
                votes.append(Vote(f"t{table}", f"r{rater}", a, b, outcome, grade, left, 0, ms, *lengths))
    return votes


def _grade(seen: float) -> int:
    return int(np.sign(seen)) * (int(abs(seen) > 0.4) + int(abs(seen) > 1.4))


def _write_many(path: Path) -> int:
    rng = np.random.default_rng(2)
    n_systems, n_tables, n_raters, n_each = _MANY
    n = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEADER + "\n")
        for table in range(n_tables):
            for a in range(n_systems):
                for b in range(a + 1, n_systems):
                    effect = 0.1 * (a - b) + rng.normal()
                    for rater in rng.choice(n_raters, n_each, replace=False):
                        file.write(_row(rng, table, int(rater), a, b, effect))
                        n += 1
    return n


def _row(rng: np.random.Generator, table: int, rater: int, a: int, b: int, effect: float) -> str:
    grade = _grade(effect + rng.normal())
    outcome = "a" if grade > 0 else "b" if grade < 0 else "tie"
    side, one, other, ms = rng.integers([2, 350, 350, 85_000]).tolist()
    lengths = f"{one + 50},{other + 50},{ms + 5_000}"
    return f"table-{table},rater-{rater},system-{a},system-{b},{outcome},{'ab'[side]},0,{grade},{lengths}\n"


def _command(path: Path) -> tuple[float, float, float]:
    """Seconds by the clock and of CPU, and the most resident memory in MB, of python -m evaluator.stats."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "evaluator.stats", str(path), "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"evaluator.stats ended with {status}"
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
