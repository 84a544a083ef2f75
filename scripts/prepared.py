"""Whether database and static files are already up to the code, told without starting Django."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

# What migrate, collectstatic and load_demo read; the libraries' own parts change with requirements.txt only.
READ = (
    "*/migrations/*.py",
    "static/**/*",
    "fixtures/**/*",
    "requirements.txt",
    "config/settings.py",
    "scripts/prepare.py",
)


def state(root: Path, var_dir: Path, *, demo: bool) -> str:
    """Return a digest of all that preparing depends on and of what it leaves in the database."""
    digest = hashlib.sha256(f"demo={demo} {_applied_migrations(var_dir / 'blindbench.sqlite3')}".encode())
    files = {path for pattern in READ for path in root.glob(pattern) if path.is_file()}
    for path in sorted(files):
        digest.update(f"\0{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_prepared(root: Path, var_dir: Path, *, demo: bool) -> bool:
    """Tell whether nothing has changed since the last preparation; a database put back from a backup counts."""
    stamp = var_dir / "prepared"
    collected = (var_dir / "static" / "staticfiles.json").exists()
    return stamp.exists() and collected and stamp.read_text() == state(root, var_dir, demo=demo)


def mark_prepared(root: Path, var_dir: Path, *, demo: bool) -> None:
    """Remember what the preparation was made for."""
    (var_dir / "prepared").write_text(state(root, var_dir, demo=demo))


def _applied_migrations(database: Path) -> list[tuple[str, str]]:
    if not database.exists():
        return []
    with closing(sqlite3.connect(database)) as connection:
        try:
            return connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
        except sqlite3.OperationalError:
            return []  # An empty file, or a database of something else: Django will say so.
