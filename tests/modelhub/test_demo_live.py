"""The demo's live arm is made in parts, each once, however often a worker comes by."""

from pathlib import Path

import pytest
from pytest_django import Settings

from evaluator.models import Study
from modelhub.demo.content import LEAD, SET_NAME
from modelhub.demo.live import NAME, STUDY, advance_live_arm
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.run_generation import run_generation
from tests.makers import make_person, make_run, make_tables

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = 60


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.MODEL_STORE, settings.DEVICE = tmp_path / "models", "cpu"


def test_without_the_demo_nothing_is_made(tmp_path: Path) -> None:
    assert advance_live_arm(QUICK)

    assert not ModelVersion.objects.exists()
    assert not (tmp_path / "models").exists()


def test_a_model_is_taught_once_documents_the_demo_and_becomes_an_arm_of_a_draft(tmp_path: Path) -> None:
    make_person(LEAD, "lead")
    make_run("reference", make_tables(4, name=SET_NAME))

    assert not advance_live_arm(QUICK)
    taught = (tmp_path / "models" / NAME / "model.safetensors").stat().st_mtime_ns
    assert not advance_live_arm(QUICK)
    run = GenerationRun.objects.get(model_version__name=NAME)
    while run_generation(run.pk, worker="test:1", queue="gpu"):
        pass
    assert advance_live_arm(QUICK)
    assert advance_live_arm(QUICK)

    assert (tmp_path / "models" / NAME / "model.safetensors").stat().st_mtime_ns == taught
    assert [path.name for path in (tmp_path / "models").iterdir()] == [NAME]
    run.refresh_from_db()
    assert (run.state, run.n_done + run.n_failed) == ("finished", 4)
    study = Study.objects.get(name=STUDY)
    assert (study.state, study.arms.count()) == ("draft", 2)
