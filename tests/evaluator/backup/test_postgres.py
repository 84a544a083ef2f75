"""Backup and restore on PostgreSQL, with its own programs."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

ROOT = Path(__file__).resolve().parents[3]


def make_database(url: str) -> str:
    """Make an empty database in the cluster; return its URL."""
    name = f"backup_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as cluster:
        cluster.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def manage(url: str, var: Path, *arguments: str | Path, ok: bool = True, path: str | None = None) -> str:
    """Run a command of manage.py on a database; return what it printed."""
    environment = {**os.environ, "DATABASE_URL": url, "VAR_DIR": str(var), **({"PATH": path} if path else {})}
    command = [sys.executable, "manage.py", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == ok, done.stderr
    return done.stdout + done.stderr


def emails(url: str) -> list[str]:
    """Return everybody's address."""
    with psycopg.connect(url) as database:
        return [row[0] for row in database.execute("SELECT email FROM evaluator_user ORDER BY email")]


def test_backup_and_restore_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    full, fresh = make_database(postgres_url), make_database(postgres_url)
    manage(full, tmp_path, "migrate", "-v0")
    manage(full, tmp_path, "add_user", "lead@example.org", "--role", "lead")
    manage(full, tmp_path, "backup", tmp_path / "dump")
    manage(full, tmp_path, "add_user", "later@example.org", "--role", "lead")

    manage(fresh, tmp_path, "restore", tmp_path / "dump")
    assert emails(fresh) == ["lead@example.org"]
    assert "Already there: lead@example.org (lead)" in manage(
        fresh, tmp_path, "add_user", "lead@example.org", "--role", "lead"
    )
    assert "holds data" in manage(full, tmp_path, "restore", tmp_path / "dump", ok=False)
    assert emails(full) == ["later@example.org", "lead@example.org"]
    manage(full, tmp_path, "restore", tmp_path / "dump", "--force")
    assert emails(full) == ["lead@example.org"]


def test_restore_is_refused_while_others_are_connected(postgres_url: str, tmp_path: Path) -> None:
    url = make_database(postgres_url)
    manage(url, tmp_path, "migrate", "-v0")
    manage(url, tmp_path, "backup", tmp_path / "dump")
    manage(url, tmp_path, "add_user", "later@example.org", "--role", "lead")
    with psycopg.connect(url):
        printed = manage(url, tmp_path, "restore", tmp_path / "dump", "--force", ok=False)

    assert "has 1 other connections" in printed
    assert emails(url) == ["later@example.org"]


def test_cut_off_dump_is_refused_and_nothing_changed(postgres_url: str, tmp_path: Path) -> None:
    url = make_database(postgres_url)
    manage(url, tmp_path, "migrate", "-v0")
    manage(url, tmp_path, "add_user", "lead@example.org", "--role", "lead")
    manage(url, tmp_path, "backup", tmp_path / "dump")
    whole = (tmp_path / "dump").read_bytes()
    for content in (whole[: len(whole) * 2 // 3], b"", b"hello"):
        (tmp_path / "broken").write_bytes(content)
        assert "nothing was changed" in manage(url, tmp_path, "restore", tmp_path / "broken", "--force", ok=False)
    assert emails(url) == ["lead@example.org"]


def test_missing_programs_are_named(postgres_url: str, tmp_path: Path) -> None:
    url = make_database(postgres_url)
    manage(url, tmp_path, "migrate", "-v0")
    printed = manage(url, tmp_path, "backup", tmp_path / "dump", ok=False, path=str(tmp_path))
    assert "pg_dump is not installed" in printed
    assert not (tmp_path / "dump").exists()
