"""The demo is what it says: sizes, sectors, writers, one study to rate and one rehearsal."""

from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.management import call_command

from evaluator.models import Assignment, SourceTable, Study
from modelhub.models import GenerationRun, IdentityFinding

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: object, tmp_path: Path) -> None:
    if "sqlite" not in site.DATABASES["default"]["ENGINE"]:
        pytest.skip("loading it in one transaction, without table statistics, takes PostgreSQL minutes")
    settings.VAR_DIR = tmp_path  # type: ignore[attr-defined]
    call_command("load_demo")


def test_demo_has_all_it_promises_and_loads_once(demo: None, tmp_path: Path) -> None:
    call_command("load_demo")

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
    assert (tmp_path / "demo_logins.txt").stat().st_mode & 0o077 == 0


def test_demo_studies_are_one_to_rate_and_one_simulated_rehearsal(demo: None) -> None:
    ready, rehearsal = Study.objects.get(state="open"), Study.objects.get(state="revealed")

    assert (ready.simulated, rehearsal.simulated) == (False, True)
    assert Assignment.objects.filter(slot__study=ready).values("slot").distinct().count() == 4
    assert Assignment.objects.filter(slot__study=ready).count() == 62 * 4
    assert Assignment.objects.filter(slot__study=rehearsal, repeat=0).count() == 62 * 3 * 4
    assert not Assignment.objects.filter(slot__study=rehearsal, revision=0).exists()
    assert {rater.user.simulated for rater in rehearsal.raters.all()} == {True}
    # Raters read both on every page: neither may hint at who the writers are.
    for text in (ready.name, ready.question):
        assert not any(hint in text.lower() for hint in ("rule", "careful", "reference", "schema", "careless"))
