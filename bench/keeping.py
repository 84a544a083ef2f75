"""Prints a benchmark's figures as a table and keeps them with date, machine and versions."""

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; `target` is an upper limit, or with `at_least` a lower one."""

    what: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Whether the target is met, in a word."""
        if self.target is None:
            return ""
        return "yes" if (self.value >= self.target if self.at_least else self.value <= self.target) else "NO"


def keep(name: str, figures: Sequence[Figure]) -> None:
    """Print the figures and add them as one line to results/NAME.jsonl."""
    about = machine()
    print(f"\n{name} · " + " · ".join(f"{key} {value}" for key, value in about.items()))
    for figure in figures:
        print(_line(figure))
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({**about, "figures": [asdict(figure) for figure in figures]}, ensure_ascii=False) + "\n")


def machine() -> Mapping[str, str]:
    """Return what the figures depend on; the load is the mean of the minute before, other programs' included."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit.stdout.strip(),
        "cpu": f"{_cpu_model()}, {os.cpu_count()} cores",
        "load": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def _line(figure: Figure) -> str:
    limit = "" if figure.target is None else f"{'≥' if figure.at_least else '≤'} {figure.target:g}"
    return f"  {figure.what:<62}{figure.value:>10.1f} {figure.unit:<8}{limit:<8}{figure.verdict}"
