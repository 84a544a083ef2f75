"""The demo's live arm is made in parts, each once, however often a worker comes by."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from config.celery import app
from evaluator.models import Study, User
from evaluator.steps.ask_opening import opening_of
from modelhub.demo.content import LEAD, OTHER_RATERS, SET_NAME
from modelhub.demo.live import CARD, STUDY, advance_live_arm
from modelhub.demo.shipped_models import BESPOKE
from modelhub.models import GenerationRun, ModelVersion, RunOutput
from modelhub.steps.carry_out_opening import carry_out_opening
from modelhub.steps.open_study import shut_gates
from modelhub.steps.record_exposure import open_texts
from modelhub.steps.run_generation import run_generation
from modelhub.tasks import live_arm_task
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
    _demo()

    run = _written()
    assert advance_live_arm()
    assert advance_live_arm()
    study = Study.objects.get()
    carry_out_opening(study.pk)

    assert [path.name for path in (tmp_path / "models").iterdir()] == [BESPOKE]
    assert (run.state, run.n_done, run.n_failed) == ("finished", 4, 0)
    study.refresh_from_db()
    assert (study.state, study.name, study.arms.count(), study.pairs.count()) == ("open", STUDY, 2, 4)
    assert set(study.raters.values_list("user__email", flat=True)) == set(OTHER_RATERS)


@pytest.fixture
def _at_once() -> Iterator[None]:
    """Messages are not sent: what they ask for is done where they would be."""
    app.conf.update(task_always_eager=True)
    yield
    app.conf.update(task_always_eager=False)


@pytest.mark.usefixtures("_at_once")
def test_the_task_has_the_study_opened_at_once() -> None:
    _demo()
    _written()

    live_arm_task()

    assert Study.objects.get().state == "open"


def test_a_study_that_is_there_is_left_as_it_is_whatever_it_is_called_now() -> None:
    _demo()
    _written()
    assert advance_live_arm()
    Study.objects.update(name="Mine", question="Which one?")

    assert advance_live_arm()

    assert Study.objects.get().question == "Which one?"


def test_without_raters_the_study_stays_a_draft_that_says_why() -> None:
    _demo(raters=())
    _written()

    assert advance_live_arm()
    study = Study.objects.get()
    carry_out_opening(study.pk)
    assert advance_live_arm()

    study.refresh_from_db()
    assert (study.state, opening_of(study)) == ("draft", None)
    assert "No rater is invited: invite at least one." in shut_gates(study)


def test_a_rater_who_knows_a_text_by_its_writer_stays_out() -> None:
    _demo()
    open_texts(
        User.objects.get(email=OTHER_RATERS[0]), RunOutput.objects.filter(run__model_version__name="reference")[:1]
    )
    _written()

    assert advance_live_arm()
    carry_out_opening(Study.objects.get().pk)

    study = Study.objects.get()
    assert study.state == "open"
    assert set(study.raters.values_list("user__email", flat=True)) == set(OTHER_RATERS[1:])


def test_a_version_of_that_name_that_is_somebodys_own_is_left_alone() -> None:
    _demo()
    ModelVersion.objects.create(name=BESPOKE, source="uploaded")

    assert advance_live_arm()

    assert not GenerationRun.objects.filter(model_version__name=BESPOKE).exists()


def test_a_run_by_another_prompt_is_not_taken_for_the_arm() -> None:
    _demo()
    assert not advance_live_arm()
    GenerationRun.objects.filter(model_version__name=BESPOKE).update(prompt_digest="0" * 64)

    assert not advance_live_arm()

    assert GenerationRun.objects.filter(model_version__name=BESPOKE).count() == 2


def test_what_it_says_of_itself_is_said() -> None:
    assert "it is worse than schema-rules" in CARD.notes


def _demo(raters: tuple[str, ...] = OTHER_RATERS) -> None:
    make_person(LEAD, "lead")
    for email in raters:
        make_person(email, "rater")
    make_run("reference", make_tables(4, name=SET_NAME))


def _written() -> GenerationRun:
    """Return the run of the shipped model when it has ended."""
    assert not advance_live_arm()
    run = GenerationRun.objects.get(model_version__name=BESPOKE)
    while run_generation(run.pk, worker="test:1", queue="gpu"):
        pass
    run.refresh_from_db()
    return run
