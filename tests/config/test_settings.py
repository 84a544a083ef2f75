"""Settings, each time in a process of its own: they are read once."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


SITE_URL = "from config.settings import SITE_URL; print(SITE_URL)"
LETTER = """
import django
django.setup()
from django.core.mail import send_mail
from django.db import connections
send_mail("A link", "https://bench.example.org/join/secret/", None, ["ana@example.org"])
connections["default"].ensure_connection()
"""


def _settings(var_dir: Path, program: str = SITE_URL, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"VAR_DIR": str(var_dir), **variables},
        umask=0o022,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("variables", [{"SITE_URL": "http://bench.lan"}, {"HOST": "192.168.1.20"}])
def test_plain_http_over_a_network_needs_to_be_asked_for(tmp_path: Path, variables: dict[str, str]) -> None:
    refused = _settings(tmp_path, **variables)
    assert "is not encrypted: passwords and sessions could be read on their way." in refused.stderr
    assert refused.returncode == 1

    allowed = _settings(tmp_path, **variables, ALLOW_PLAIN_HTTP="1")
    assert allowed.stdout.startswith("http://")
    assert (allowed.returncode, allowed.stderr) == (0, "")


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        ({"HOST": "0.0.0.0"}, "http://localhost:8000"),
        ({"HOST": "::1"}, "http://localhost:8000"),
        ({"SITE_URL": "http://127.0.0.1:9000"}, "http://127.0.0.1:9000"),
        ({"SITE_URL": "https://bench.example.org"}, "https://bench.example.org"),
    ],
)
def test_https_and_this_machine_are_taken_as_they_are(tmp_path: Path, variables: dict[str, str], url: str) -> None:
    done = _settings(tmp_path, **variables)
    assert (done.stdout.strip(), done.returncode) == (url, 0), done.stderr


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY is too short: write at least 32 random characters"),
        ("MAIL_URL", "foo", "MAIL_URL: write smtp://user:password@host:587"),
        ("MAIL_URL", "smtp://host:port", "MAIL_URL: write smtp://user:password@host:587"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL='LOUD': write one of CRITICAL, DEBUG, ERROR, INFO, WARNING"),
        ("TIME_ZONE", "Mars/Olympus", "TIME_ZONE='Mars/Olympus': write a time zone such as Europe/Berlin"),
        ("DATABASE_URL", "mysql://me:secret@db/bench", "DATABASE_URL: write postgres://user:password@host/name"),
        ("PORT", "http", "PORT='http': write a whole number"),
    ],
)
def test_what_is_not_understood_stops_the_start_in_a_sentence(
    tmp_path: Path, name: str, value: str, remedy: str
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"VAR_DIR": str(tmp_path), name: value},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr.startswith(f"Blindbench cannot run: {remedy}")
    assert "Traceback" not in done.stderr
    assert "secret@" not in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("made_before", [False, True])
def test_letters_and_database_are_for_their_owner_only(tmp_path: Path, made_before: bool) -> None:
    var_dir = tmp_path / "var"
    if made_before:
        var_dir.mkdir()
        var_dir.chmod(0o755)
    done = _settings(var_dir, LETTER, DJANGO_SETTINGS_MODULE="config.settings")
    assert done.returncode == 0, done.stderr
    kept = [*var_dir.rglob("*"), *([] if made_before else [var_dir])]
    (letter,) = (var_dir / "mail").iterdir()
    assert {letter, var_dir / "blindbench.sqlite3", var_dir / "secret_key"} <= set(kept)
    assert [path.name for path in kept if path.stat().st_mode & 0o077] == []
