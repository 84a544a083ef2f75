"""How somebody gets in where nobody can sign in yet, told without starting Django."""

import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

from scripts.options import RunOptions
from scripts.paths import ROOT, VENV_PYTHON

USABLE = "SELECT 1 FROM evaluator_user WHERE is_active AND password NOT LIKE '!%' LIMIT 1"


def how_to_sign_in(options: RunOptions, port: int) -> str:
    """Return what to say of the first person; blank when somebody can sign in."""
    if options.database_url:
        # Only our own SQLite file can be looked into here.
        return f"If nobody can sign in yet, add a person: {_command(options, port)}"
    if somebody_can_sign_in(options.var_dir / "blindbench.sqlite3"):
        return ""
    return f"Nobody can sign in yet. In a second terminal, add yourself: {_command(options, port)}"


def somebody_can_sign_in(database: Path) -> bool:
    """Tell whether the prepared database has an active person with a password."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(USABLE).fetchone() is not None


def _command(options: RunOptions, port: int) -> str:
    """Return the command, with those variables of this start that decide on its database and its link."""
    url = options.url(port)
    variables = [
        *([f"VAR_DIR={shlex.quote(str(options.var_dir))}"] if options.var_dir != ROOT / "var" else []),
        *([f"SITE_URL={shlex.quote(url)}"] if url != "http://localhost:8000" else []),
        *(["DATABASE_URL=…"] if options.database_url else []),
    ]
    python = VENV_PYTHON.relative_to(ROOT)
    return " ".join([*variables, f"{python} manage.py add_user EMAIL --role lead"])
