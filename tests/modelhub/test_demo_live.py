"""The demo's live arm is made in parts, each once, however often a worker comes by."""

from pathlib import Path

import pytest
from pytest_django import Settings

from evaluator.models import Study
from evaluator.steps.ask_opening import opening_of
from modelhub.demo.content import LEAD, RATERS, SET_NAME
from modelhub.demo.live import NAME, STUDY, advance_live_arm
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.carry_out_opening import carry_out_opening
from modelhub.steps.run_generation import run_generation
from tests.makers import make_person, make_run, make_tables

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.MODEL_STORE, settings.DEVICE = tmp_path / "models", "cpu"


def test_without_the_demo_nothing_is_made(tmp_path: Path) -> None:
    assert advance_live_arm()

    assert not ModelVersion.objects.exists()
    assert not (tmp_path / "models").exists()


def test_the_shipped_model_documents_the_demo_and_a_study_opens_by_itself(tmp_path: Path) -> None:
    _demo(raters=RATERS)

    run = _written()
    assert advance_live_arm()
    assert advance_live_arm()
    study = Study.objects.get(name=STUDY)
    carry_out_opening(study.pk)

    assert [path.name for path in (tmp_path / "models").iterdir()] == [NAME]
    assert (run.state, run.n_done, run.n_failed) == ("finished", 4, 0)
    study.refresh_from_db()
    assert (study.state, study.arms.count(), study.pairs.count()) == ("open", 2, 4)
    assert set(study.raters.values_list("user__email", flat=True)) == set(RATERS)


def test_without_raters_the_study_stays_a_draft_that_says_why() -> None:
    _demo(raters=())

    _written()
    assert advance_live_arm()
    study = Study.objects.get(name=STUDY)
    carry_out_opening(study.pk)
    assert advance_live_arm()

    study.refresh_from_db()
    opening = opening_of(study)
    assert study.state == "draft"
    assert opening is not None
    assert "No rater is invited" in opening.stopped


def test_a_study_that_is_there_is_left_as_it_is() -> None:
    _demo(raters=RATERS)
    _written()
    assert advance_live_arm()
    Study.objects.filter(name=STUDY).update(question="Which one?")

    assert advance_live_arm()

    assert Study.objects.get(name=STUDY).question == "Which one?"


def _demo(raters: tuple[str, ...]) -> None:
    make_person(LEAD, "lead")
    for email in raters:
        make_person(email, "rater")
    make_run("reference", make_tables(4, name=SET_NAME))


def _written() -> GenerationRun:
    """Return the run of the shipped model when it has ended."""
    assert not advance_live_arm()
    run = GenerationRun.objects.get(model_version__name=NAME)
    while run_generation(run.pk, worker="test:1", queue="gpu"):
        pass
    run.refresh_from_db()
    return run
