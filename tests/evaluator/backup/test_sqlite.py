"""manage.py backup and restore on SQLite, with a server's writes going on."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evaluator.backup import sqlite
from evaluator.backup.refusal import BackupRefused
from evaluator.chain import Link, first_break
from scripts.lock import only_one

ROOT = Path(__file__).resolve().parents[3]
# Stores studies with growing logs through the real step, until it is told to stop.
WRITER = """
import sys, django
django.setup()
from evaluator.models import Study, TableSet
from evaluator.steps.log_event import log_event
tables = TableSet.objects.create(name="shop")
study = Study.objects.create(name="Autumn", question="Which?", table_set=tables, seed="00" * 32)
for number in range(int(sys.argv[1])):
    log_event(study, "note", number=number)
    if number == 5:
        print("writing", flush=True)
"""


class Home:
    """One installation: a folder with a database of its own."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.database = var / "blindbench.sqlite3"

    def environment(self) -> dict[str, str]:
        """Return the environment of a process of this installation."""
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        return {**kept, "VAR_DIR": str(self.var), "DJANGO_SETTINGS_MODULE": "config.settings"}

    def manage(self, *arguments: str | Path, ok: bool = True) -> str:
        """Run a command of manage.py; return what it printed."""
        command = [sys.executable, "manage.py", *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False)
        assert (done.returncode == 0) == ok, done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An installation with a lead and one finished writer."""
    made = Home(tmp_path_factory.mktemp("home"))
    made.manage("migrate", "-v0")
    made.manage("add_user", "lead@example.org", "--role", "lead")
    return made


@pytest.fixture(scope="module")
def backup_under_way(home: Home) -> Path:
    """A backup made while another process appends to a log."""
    command = [sys.executable, "-c", WRITER, "3000"]
    with subprocess.Popen(command, cwd=ROOT, env=home.environment(), stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        target = home.var / "backup"
        home.manage("backup", target)
        still_writing = writer.poll() is None
        writer.kill()
    assert still_writing, "the backup must be made while the writer is at work"
    return target


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """Return a query's rows."""
    with closing(sqlite3.connect(path)) as database:
        return list(database.execute(query))


def chain(path: Path) -> list[Link]:
    """Return the log of the one study."""
    query = "SELECT seq, at, actor, event, detail, previous, digest FROM evaluator_logentry ORDER BY seq"
    return [Link(*row) for row in rows(path, query)]  # type: ignore[arg-type]


def counts(path: Path) -> dict[str, int]:
    """Return the number of rows of every table."""
    tables = [str(name) for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: int(str(rows(path, f'SELECT count(*) FROM "{table}"')[0][0])) for table in tables}


def test_backup_holds_one_moment_of_a_database_in_use(home: Home, backup_under_way: Path) -> None:
    links = chain(backup_under_way)
    assert len(links) > 5
    assert first_break(links) is None
    assert chain(home.database)[: len(links)] == links


def test_backup_is_one_file_for_its_owner_alone(backup_under_way: Path) -> None:
    assert stat.S_IMODE(backup_under_way.stat().st_mode) == 0o600
    assert not list(backup_under_way.parent.glob("backup?*"))


def test_restored_database_equals_the_backup(backup_under_way: Path, tmp_path: Path) -> None:
    fresh = Home(tmp_path / "fresh")
    fresh.manage("restore", backup_under_way)
    assert counts(fresh.database) == counts(backup_under_way)
    assert chain(fresh.database) == chain(backup_under_way)
    assert "Already there: lead@example.org (lead)" in fresh.manage("add_user", "lead@example.org", "--role", "lead")


def test_restore_leaves_a_database_with_data_alone_unless_forced(backup_under_way: Path, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.manage("migrate", "-v0")
    other.manage("add_user", "other@example.org", "--role", "lead")
    assert "holds data" in other.manage("restore", backup_under_way, ok=False)
    assert rows(other.database, "SELECT email FROM evaluator_user") == [("other@example.org",)]
    other.manage("restore", backup_under_way, "--force")
    assert rows(other.database, "SELECT email FROM evaluator_user") == [("lead@example.org",)]


def test_restore_into_a_database_that_is_being_read(backup_under_way: Path, tmp_path: Path) -> None:
    used = Home(tmp_path / "used")
    used.manage("migrate", "-v0")
    with closing(sqlite3.connect(used.database)) as reader:
        assert reader.execute("SELECT count(*) FROM evaluator_user").fetchone() == (0,)
        sqlite.put_back(backup_under_way, used.database, force=False)
        assert reader.execute("SELECT count(*) FROM evaluator_user").fetchone() == (1,)


def test_restore_is_refused_while_a_server_runs_here(home: Home, backup_under_way: Path) -> None:
    before = counts(home.database)
    with only_one(home.var / "run.lock", "process 7"):
        printed = home.manage("restore", backup_under_way, "--force", ok=False)

    assert "already running here (process 7)" in printed
    assert counts(home.database) == before


@pytest.fixture
def damaged(backup_under_way: Path, tmp_path: Path) -> Path:
    """A copy of the backup with a page of rubbish in the middle."""
    content = bytearray(backup_under_way.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\x99" * 4096
    path = tmp_path / "damaged"
    path.write_bytes(content)
    return path


def test_damaged_backup_is_refused_and_nothing_changed(home: Home, damaged: Path) -> None:
    before = counts(home.database)
    with pytest.raises(BackupRefused, match="nothing was changed"):
        sqlite.put_back(damaged, home.database, force=True)
    assert counts(home.database) == before


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00" + b"\x00" * 100])
def test_file_that_is_no_backup_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(BackupRefused, match="nothing was changed"):
        sqlite.check(path)


def test_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url text)")
    with pytest.raises(BackupRefused, match="another program"):
        sqlite.check(path)


def test_backup_of_a_newer_version_is_refused(home: Home, backup_under_way: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    newer.write_bytes(backup_under_way.read_bytes())
    with closing(sqlite3.connect(newer)) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('evaluator', '9999_future', '2030-01-01')"
        )
    assert "evaluator.9999_future" in home.manage("restore", newer, "--force", ok=False)


def test_backup_never_replaces_a_file(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("yesterday's")
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", precious)
    with pytest.raises(CommandError, match="is no folder"):
        call_command("backup", tmp_path / "missing" / "file")
    assert precious.read_text() == "yesterday's"


def test_writers_go_on_while_a_backup_is_read(home: Home, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home.database)) as live:
        live.execute("CREATE TABLE scratch (n integer)")
        live.executemany("INSERT INTO scratch VALUES (?)", [(n,) for n in range(200_000)])
        live.commit()
    written = 0
    backup = threading.Thread(target=sqlite.back_up, args=(home.database, tmp_path / "copy"))
    with closing(sqlite3.connect(home.database, timeout=0)) as writer:
        backup.start()
        while backup.is_alive():
            # A timeout of zero: a backup that kept writers out would raise here.
            with writer:
                writer.execute("INSERT INTO scratch VALUES (-1)")
            written += 1
        backup.join()
        writer.execute("DROP TABLE scratch")
    assert written > 0
    assert rows(tmp_path / "copy", "SELECT count(*) >= 200000 FROM scratch") == [(1,)]
