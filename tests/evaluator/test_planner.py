"""PostgreSQL knows how large its tables are once thousands of rows may have come; SQLite needs no telling."""

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from evaluator.models import Assignment, Candidate, Pair, StudyTable
from modelhub.models import RunOutput
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters

pytestmark = pytest.mark.django_db
COUNTED = (RunOutput, StudyTable, Candidate, Pair, Assignment)


def known_sizes() -> dict[str, int]:
    """Return how many rows the planner believes there are, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
        return {name: int(n) for name, n in cursor.fetchall()}


def test_planner_knows_the_size_of_an_opened_study(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as told:
        tables = make_tables(3)
        runs = [make_run("quill-7b", tables, text="One."), make_run("otter-mini", tables, text="Two.")]
        open_with_raters(make_study(make_person("lead@example.org", "lead"), runs=runs))
    if connection.vendor != "postgresql":
        assert told == []
        return
    sizes = known_sizes()
    assert {model: sizes[model._meta.db_table] for model in COUNTED} == {m: m.objects.count() for m in COUNTED}
