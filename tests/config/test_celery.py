"""A worker on files, run by root, starts without a warning."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.paths import ROOT

START = """
import os
os.geteuid = lambda: 0
import django
django.setup()
from celery.platforms import check_privileges
from config.celery import app
check_privileges(app.conf.accept_content)
app.connection_for_write().info()
"""


@pytest.mark.parametrize("redis_url", ["", "redis+socket:///tmp/redis.sock", "redis://127.0.0.1:6379/0"])
def test_start_by_root_prints_no_warning(tmp_path: Path, redis_url: str) -> None:
    given = {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(tmp_path), "REDIS_URL": redis_url}
    command = [sys.executable, "-c", START]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | given, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
