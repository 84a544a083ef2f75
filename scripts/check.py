"""`make check`: every check that needs no running service; all are run, and those that fail are named at the end."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping

from scripts.paths import ROOT, VENV

BIN = VENV / "bin"
# A public address over https: there Django's deployment checks are the strictest.
DEPLOYED = {"SITE_URL": "https://blindbench.example.org", "DEBUG": "0"}


def commands() -> dict[str, list[str]]:
    """Return the checks by name."""
    python, templates = sys.executable, [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    return {
        "ruff": [python, "-m", "ruff", "check", "."],
        "format": [python, "-m", "ruff", "format", "--check", "."],
        "mypy": [python, "-m", "mypy"],
        "imports": [str(BIN / "lint-imports")],
        "templates": [str(BIN / "djade"), "--target-version", "5.2", "--check", *templates],
        "migrations": [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        "deployment": [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    }


def fixes() -> dict[str, list[str]]:
    """Return the commands that bring code and templates into the format which is checked."""
    checks = commands()
    return {
        "ruff": [*checks["ruff"], "--fix"],
        "format": [word for word in checks["format"] if word != "--check"],
        "templates": [word for word in checks["templates"] if word != "--check"],
    }


def run(chosen: Mapping[str, list[str]]) -> list[str]:
    """Run the commands one after the other; return the names of those that failed."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="blindbench-var-") as folder:
        environment = os.environ | DEPLOYED | {"VAR_DIR": folder}
        for name, command in chosen.items():
            print(f"== {name}", flush=True)
            if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
                failed.append(name)
    return failed


def main(arguments: list[str]) -> int:
    """Check, or with --fix bring into format; return the exit code."""
    failed = run(fixes() if arguments == ["--fix"] else commands())
    print(f"Failed: {', '.join(failed)}" if failed else "All is well.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
