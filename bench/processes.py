"""What a group of processes has used, read from /proc (Linux)."""

import os
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(member for child in children for member in family(int(child)))]


def cpu_s(pid: int) -> float:
    """Return the seconds of CPU, user and system, that a process and its descendants have used so far."""
    return sum(_ticks(member) for member in family(pid)) * _TICK_S


def memory_mb(pid: int) -> list[float]:
    """Return the resident memory of each process of the family, in MB, shared pages counted in each."""
    return [_resident_kb(member) / 1024 for member in family(pid)]


def _ticks(pid: int) -> int:
    # The name, in brackets, may hold blanks: count from behind it. utime and stime are fields 14 and 15.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _resident_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
