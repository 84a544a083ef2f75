"""The demo is what it says: sizes, sectors, writers, one study to rate and one rehearsal."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from evaluator.models import Assignment, Rating, SourceTable, Study
from modelhub.models import GenerationRun, IdentityFinding

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


@pytest.fixture(autouse=True)
def _var_dir(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def load() -> str:
    """Load the demo and return what that printed."""
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def load_until(statement: str, times: int = 1) -> None:
    """Load the demo and end without warning at the statement that begins like this, met so many times."""
    left = times

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        if sql.startswith(statement):
            left -= 1
            if left == 0:
                raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch), pytest.raises(Killed):
        load()


def check_whole(folder: Path) -> None:
    """Compare what is stored with what the demo promises."""
    ready, rehearsal = Study.objects.get(state="open"), Study.objects.get(state="revealed")
    sizes = list(SourceTable.objects.order_by("n_columns").values_list("n_columns", flat=True))
    assert (len(sizes), sizes[0], sizes[-1]) == (62, 3, 60)
    assert SourceTable.objects.values("domain").distinct().count() >= 15
    assert not SourceTable.objects.filter(sample_rows=None).exists()
    assert {run.model_version.name: run.outputs.count() for run in GenerationRun.objects.all()} == {
        "reference": 62,
        "schema-rules": 62,
        "careless": 62,
    }
    assert not IdentityFinding.objects.exists()
    assert Study.objects.count() == 2
    assert (ready.simulated, rehearsal.simulated) == (False, True)
    assert Assignment.objects.filter(slot__study=ready).values("slot").distinct().count() == 4
    assert Assignment.objects.filter(slot__study=ready).count() == 62 * 4
    assert Assignment.objects.filter(slot__study=rehearsal, repeat=0).count() == 62 * 3 * 4
    assert not Assignment.objects.filter(slot__study=rehearsal, revision=0).exists()
    assert Rating.objects.count() == Assignment.objects.filter(slot__study=rehearsal).count()
    assert {rater.user.simulated for rater in rehearsal.raters.all()} == {True}
    assert not rehearsal.raters.filter(closed_at=None).exists()
    assert set(rehearsal.analysis.figures.values_list("name", flat=True)) >= {"forest", "forest-by-name"}
    logins = folder / "demo_logins.txt"
    assert logins.stat().st_mode & 0o077 == 0
    role, email, password = logins.read_text().splitlines()[0].split()
    assert (role, email) == ("lead", "lead@example.com")
    assert ready.leads.get().check_password(password)


def test_demo_has_all_it_promises_and_loads_once(tmp_path: Path) -> None:
    assert load().startswith("Demo loaded: 62 tables")
    logins = (tmp_path / "demo_logins.txt").read_text()
    assert load() == "The demo is loaded already.\n"
    assert (tmp_path / "demo_logins.txt").read_text() == logins
    check_whole(tmp_path)
    # Raters read both on every page: neither may hint at who the writers are.
    ready = Study.objects.get(state="open")
    for text in (ready.name, ready.question):
        assert not any(hint in text.lower() for hint in ("rule", "careful", "reference", "schema", "careless"))


def test_demo_that_was_killed_is_completed_by_the_next_load(tmp_path: Path) -> None:
    load_until('INSERT INTO "evaluator_user"', 3)
    load_until('INSERT INTO "evaluator_sourcetable"', 20)
    load_until('INSERT INTO "modelhub_runoutput"', 2)
    load_until('INSERT INTO "evaluator_slot"', 3)
    load_until('INSERT INTO "evaluator_rater"', 2)
    load_until('INSERT INTO "evaluator_assignment"')
    load_until('INSERT INTO "evaluator_commitment"', 2)
    load_until('INSERT INTO "evaluator_rating"', 120)
    load_until('INSERT INTO "evaluator_rating"', 300)
    load_until('INSERT INTO "evaluator_analysis"')
    load_until('INSERT INTO "evaluator_figure"', 2)
    load()
    check_whole(tmp_path)
    for study in Study.objects.all():
        call_command("verify_study", str(study.uuid))
