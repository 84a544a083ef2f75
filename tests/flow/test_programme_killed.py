"""`kill -9` of run_programme, while it trains and while it generates: the same command ends with each step done once."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.paths import ROOT
from tests.flow.commands import command, manage
from tests.stub_process import stub_process

LIMIT_S = 60.0
# So slow that the kill comes in the middle.
DELAY_MS = 400
TABLES = "fixtures/demo/22_utilities.postgres.sql"
N_TABLES = 4
PROGRAMME = """\
programme: Killed
lead: lead@example.org
tables: power
dataset: {{name: lessons, n: 40, seed: 3}}
training:
  name: bespoke
  new_llama: 64x1
  vocabulary: 400
  settings: {{compute: fp32, max_steps: 60, batch_tokens: 4096, checkpoint_every: 5, eval_every: 0}}
candidates:
  - version: stub
    register: {{endpoint: "{url}", model: stub-rules, licence: Apache-2.0, kind: rules, n_in_flight: 1}}
study: {{name: After two kills, raters: [a@example.org]}}
"""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Return the environment of a database of its own, with tables, a lead and a slow stub."""
    own = {"VAR_DIR": str(tmp_path), "ALLOW_PRIVATE_ENDPOINTS": "1", "DEVICE": "cpu"}
    made = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "MODEL_STORE"}
    }
    made |= own
    manage(made, "migrate", "-v0")
    manage(made, "add_user", "lead@example.org", "--role", "lead")
    manage(made, "import_tables", TABLES, "--set", "power")
    with stub_process(delay_ms=DELAY_MS) as url:
        (tmp_path / "programme.yaml").write_text(PROGRAMME.format(url=url))
        yield made


def asked(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "blindbench.sqlite3", timeout=30) as connection:
        return connection.execute(query).fetchall()


def killed_when(folder: Path, environment: dict[str, str], query: str) -> None:
    """Run the programme, and kill it as soon as the query finds something."""
    file = str(folder / "programme.yaml")
    with subprocess.Popen(
        command("run_programme", file), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        end = time.monotonic() + LIMIT_S
        while not asked(folder, query):
            assert process.poll() is None, process.stderr and process.stderr.read()
            assert time.monotonic() < end
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)


def test_a_killed_programme_goes_on_where_it_was(environment: dict[str, str], tmp_path: Path) -> None:
    killed_when(tmp_path, environment, "SELECT 1 FROM modelhub_trainingrun WHERE n_steps_done > 0")
    training = asked(tmp_path, "SELECT state FROM modelhub_trainingrun")
    of_stub = "run_id IN (SELECT r.id FROM modelhub_generationrun r JOIN modelhub_modelversion v ON v.id = r.model_version_id WHERE v.name = 'stub')"
    killed_when(tmp_path, environment, f"SELECT 1 FROM modelhub_runoutput WHERE {of_stub}")
    (n_before,) = asked(tmp_path, f"SELECT count(*) FROM modelhub_runoutput WHERE {of_stub}")[0]

    begin = time.monotonic()
    said = manage(environment, "run_programme", str(tmp_path / "programme.yaml"))

    # Nobody waited for the leases of the dead, which are 90 seconds.
    assert time.monotonic() - begin < LIMIT_S
    assert training == [("running",)]
    assert 0 < int(str(n_before)) < N_TABLES
    for table in ("dataset", "trainingrun"):
        assert asked(tmp_path, f"SELECT count(*), min(state) FROM modelhub_{table}") == [(1, "finished")]
    assert asked(tmp_path, "SELECT count(*), min(state), max(state) FROM modelhub_generationrun") == [
        (2, "finished", "finished")
    ]
    assert asked(
        tmp_path, f"SELECT count(*), max(n_done) FROM (SELECT 1 AS n_done FROM modelhub_runoutput WHERE {of_stub})"
    ) == [(N_TABLES, 1)]
    assert asked(tmp_path, "SELECT name, state FROM evaluator_study") == [("After two kills", "draft")]
    assert asked(tmp_path, "SELECT count(*), count(ended_at) FROM modelhub_programmestep") == [(7, 7)]
    assert "study     After two kills: draft" in said
