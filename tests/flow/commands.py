"""manage.py in a process of its own, on a database of its own."""

import subprocess
import sys

from scripts.paths import ROOT

LIMIT_S = 300


def command(*arguments: str) -> list[str]:
    """Return the command line of manage.py with these arguments; it is to run in ROOT."""
    return [sys.executable, "manage.py", *arguments]


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run it to its end, which must be a good one, and return what it printed."""
    done = subprocess.run(
        command(*arguments), cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT_S
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
