"""A page leaves its message or goes on without, whatever Redis does; a worker waits for Redis longer."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from celery import Celery
from celery.signals import celeryd_init
from pytest_django import Settings

from config.patient_broker import PATIENCE_S
from scripts.paths import ROOT

# It starts Django, then does what an order of a run does, twice, and says how long that took.
PUBLISH = """
import time
import django
django.setup()
import config.celery
from modelhub.tasks import wake
config.celery.app.loader.import_default_modules()
begin = time.monotonic()
wake("gpu")
wake("gpu")
print(time.monotonic() - begin)
"""
# Two messages with two tries of 0.4 s each, and much for a busy machine; without limits one took 6 s, or for ever.
MOST_S = 5.0


def _seconds(redis_url: str, var_dir: Path) -> float:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "REDIS_URL": redis_url,
        "VAR_DIR": str(var_dir),
    }
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr.count("The broker takes no message") == 2
    return float(done.stdout)


def test_a_message_to_a_redis_that_refuses_connections_is_given_up_at_once(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert _seconds(f"redis://127.0.0.1:{unused.getsockname()[1]}/0", tmp_path) < MOST_S


def test_a_message_to_a_redis_that_hangs_is_given_up_soon(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begin = time.monotonic()
        assert _seconds(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", tmp_path) < MOST_S
        assert time.monotonic() - begin > 0.8


@pytest.mark.parametrize(("redis_url", "patience_s"), [("redis://127.0.0.1:6379/0", PATIENCE_S), ("", None)])
def test_a_worker_waits_longer_for_redis_and_not_for_files(
    settings: Settings, redis_url: str, patience_s: float | None
) -> None:
    settings.REDIS_URL = redis_url
    app = Celery("test", broker="memory://", set_as_current=False)

    celeryd_init.send(sender="test", instance=None, conf=app.conf, options={})

    given = app.conf.broker_transport_options
    assert given.get("socket_timeout") == patience_s
    assert "max_retries" not in given
