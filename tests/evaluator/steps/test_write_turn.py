"""Writers queue: one at a time in all threads and processes, and a dead one lets the next one in."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

from evaluator.steps.write_turn import Turn
from scripts.paths import ROOT

HOLDER = """
import sys, django
django.setup()
from pathlib import Path
from evaluator.steps.write_turn import Turn
with Turn(Path(sys.argv[1])).taken():
    print("holding", flush=True)
    sys.stdin.read()
"""
N_THREADS, N_TIMES = 8, 50


def test_threads_take_turns(tmp_path: Path) -> None:
    turn, inside, most = Turn(tmp_path / "lock"), [], 0

    def enter(thread: int) -> int:
        seen = 0
        for _ in range(N_TIMES):
            with turn.taken():
                inside.append(thread)
                seen = max(seen, len(inside))
                inside.remove(thread)
        return seen

    with ThreadPoolExecutor(N_THREADS) as pool:
        most = max(pool.map(enter, range(N_THREADS)))

    assert most == 1


def test_another_process_is_waited_for_until_it_dies(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with (
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder,
        ThreadPoolExecutor(1) as pool,
    ):
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holding\n"
        waiting = pool.submit(_take, path)
        was_kept_waiting = bool(wait([waiting], timeout=0.3).not_done)
        holder.kill()

        assert waiting.result(timeout=30) == "taken"
    assert was_kept_waiting


def _take(path: Path) -> str:
    with Turn(path).taken():
        return "taken"
