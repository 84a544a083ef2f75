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


def family_mb(pid: int) -> float:
    """Return the resident memory of a process and its descendants, in MB, pages that they share counted once."""
    return sum(_shared_out_kb(member) for member in family(pid)) / 1024


def _ticks(pid: int) -> int:
    # The name, in brackets, may hold blanks: count from behind it. utime and stime are fields 14 and 15.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _resident_kb(pid: int) -> int:
    return _line_kb(Path(f"/proc/{pid}/status"), "VmRSS:")


def _shared_out_kb(pid: int) -> int:
    # Pss: a page that n processes share counts as an n-th of a page in each.
    return _line_kb(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")


def _line_kb(file: Path, name: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))
