"""What Blindbench itself takes to install, from what is there: bench_first_run's figures and the files in .venv."""

import json
import re
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from bench.keeping import RESULTS, ROOT

_FIRST_RUN = "First make run to the first page, "


def first_run_s(*, with_uv: bool) -> float:
    """Return the seconds of the latest first `make run` that was measured, packages in the installer's cache."""
    what = _FIRST_RUN + ("uv" if with_uv else "pip")
    lines = (RESULTS / "first_run.jsonl").read_text(encoding="utf-8").splitlines()
    figures = [figure for line in lines for figure in json.loads(line)["figures"] if figure["what"] == what]
    return float(figures[-1]["value"])


def installed_mb() -> dict[str, float]:
    """Return what requirements.txt and all that it needs take in .venv, in MB by package, compiled files included."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    waiting = [Requirement(line) for line in lines if line and not line.startswith("#")]
    sizes: dict[str, float] = {}
    while waiting:
        asked = waiting.pop()
        name = re.sub(r"[-_.]+", "-", asked.name).lower()
        extras = asked.extras or {""}
        if name in sizes and not asked.extras:
            continue
        found = distribution(name)
        sizes[name] = _size_mb(found)
        needed = map(Requirement, found.requires or ())
        waiting += [
            one for one in needed if one.marker is None or any(one.marker.evaluate({"extra": e}) for e in extras)
        ]
    return sizes


def _size_mb(package: Distribution) -> float:
    listed = [Path(str(package.locate_file(file))) for file in package.files or ()]
    compiled = [made for path in listed for made in path.parent.glob(f"__pycache__/{path.stem}.*.pyc")]
    return sum(path.stat().st_size for path in {*listed, *compiled} if path.is_file()) / 1e6
