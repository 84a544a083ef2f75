"""A large study is opened by a worker, once, whatever dies, is lost or changes on the way."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from config.celery import app
from evaluator.models import Assignment, Opening, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.ask_opening import (
    GIVEN_UP,
    MAX_TRIES,
    SILENCE,
    ask_opening,
    free_openings,
    is_worth_waking,
    note_life,
    note_progress,
    opening_of,
    silent_openings,
    take_up_opening,
)
from evaluator.steps.change_slots import add_slot
from evaluator.steps.hold_draft import CHANGED, begin_opening
from modelhub.models import StudyKey
from modelhub.steps.carry_out_opening import FAILED, carry_out_opening, opens_at_once
from modelhub.steps.open_study import shut_gates
from modelhub.tasks import open_study_task, resume_openings_task
from tests.makers import join_all, make_person, make_run, make_study, make_tables

pytestmark = pytest.mark.django_db
LEAD = "lead@example.org"
Watch = Callable[[], object]


class Killed(BaseException):
    """Stands for the end of a worker's process: nothing catches it."""


@pytest.fixture
def draft() -> Study:
    """A draft of two arms, three tables and two raters who have joined."""
    tables = make_tables(3)
    runs = [make_run("quill-7b", tables, text="One."), make_run("otter-mini", tables, text="Two.")]
    study = make_study(make_person(LEAD, "lead"), runs=runs)
    join_all(study)
    return study


@pytest.fixture
def eager() -> Iterator[None]:
    """Do tasks on the spot instead of sending messages."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def events(study: Study) -> list[str]:
    """Return the log's entries from the wish on."""
    told = list(study.log.order_by("seq").values_list("event", flat=True))
    return told[told.index("opening_asked") :]


def state(study: Study) -> str:
    """Return the state as stored."""
    return Study.objects.get(pk=study.pk).state


def fall_silent(study: Study) -> None:
    """Let so much time pass that whoever is at the opening counts as dead."""
    Opening.objects.filter(study=study).update(alive_at=timezone.now() - SILENCE - timedelta(seconds=1))


def kill(*_: object) -> None:
    """End the worker."""
    raise Killed


def carry_out_with(study: Study, statement: str, happens: Watch) -> None:
    """Carry out an opening, during which something happens at the first statement that begins like this."""
    waiting = [happens]

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(statement) and waiting:
            waiting.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        carry_out_opening(study.pk)
    assert not waiting, f"no statement begins with {statement}"


def test_what_was_asked_for_is_opened_once(draft: Study) -> None:
    ask_opening(draft, actor=LEAD)
    ask_opening(draft, actor="other@example.org")
    open_study_task(draft.pk)
    schedule, key = list(Assignment.objects.order_by("pk").values()), StudyKey.objects.values().get()
    open_study_task(draft.pk)
    assert state(draft) == Study.State.OPEN
    assert events(draft) == ["opening_asked", "opening_begun", "study_opened"]
    assert set(draft.log.filter(event__contains="open").values_list("actor", flat=True)) == {LEAD}
    assert not Opening.objects.exists()
    assert len(schedule) == 6
    assert (list(Assignment.objects.order_by("pk").values()), StudyKey.objects.values().get()) == (schedule, key)


def test_nothing_is_opened_that_nobody_asked_for(draft: Study) -> None:
    carry_out_opening(draft.pk)
    assert state(draft) == Study.State.DRAFT
    assert not draft.log.filter(event="opening_begun").exists()


def test_only_a_draft_can_be_asked_for(draft: Study) -> None:
    ask_opening(draft, actor=LEAD)
    carry_out_opening(draft.pk)
    with pytest.raises(NotNow, match="The study is open already"):
        ask_opening(draft, actor=LEAD)


def test_one_worker_takes_it_up_and_another_only_when_that_one_is_silent(draft: Study) -> None:
    ask_opening(draft, actor=LEAD)
    assert take_up_opening(draft.pk) is not None
    assert take_up_opening(draft.pk) is None
    carry_out_opening(draft.pk)
    assert state(draft) == Study.State.DRAFT
    fall_silent(draft)
    assert silent_openings() == [draft.pk]
    note_life(draft)
    assert take_up_opening(draft.pk) is None
    fall_silent(draft)
    carry_out_opening(draft.pk)
    assert state(draft) == Study.State.OPEN


@pytest.mark.parametrize(
    "statement",
    [
        'INSERT INTO "evaluator_logentry"',
        'UPDATE "evaluator_studytable"',
        'INSERT INTO "evaluator_assignment"',
        'UPDATE "modelhub_studykey"',
        'INSERT INTO "evaluator_commitment"',
        'DELETE FROM "evaluator_opening"',
    ],
)
def test_worker_that_is_killed_leaves_a_draft_that_the_next_one_opens(draft: Study, statement: str) -> None:
    ask_opening(draft, actor=LEAD)
    with pytest.raises(Killed):
        carry_out_with(draft, statement, kill)
    assert state(draft) == Study.State.DRAFT
    assert StudyKey.objects.get(study=draft).digest == ""
    free_openings()
    carry_out_opening(draft.pk)
    assert state(draft) == Study.State.OPEN
    assert Assignment.objects.filter(slot__study=draft).count() == 6
    assert events(draft)[-1] == "study_opened"


def test_worker_that_was_only_slow_leaves_it_to_the_one_that_began_later(draft: Study) -> None:
    ask_opening(draft, actor=LEAD)
    carry_out_with(draft, 'UPDATE "evaluator_studytable"', lambda: begin_opening(draft, actor=LEAD))
    opening = opening_of(draft)
    assert opening is not None
    assert (state(draft), opening.stopped) == (Study.State.DRAFT, "")


def test_change_of_the_draft_stops_it_before_and_while_a_worker_is_at_it(draft: Study) -> None:
    ask_opening(draft, actor=LEAD)
    add_slot(draft, "late@example.org", actor=LEAD)
    told = opening_of(draft)
    assert told is not None
    assert told.stopped == CHANGED
    carry_out_opening(draft.pk)
    assert Opening.objects.get().stopped == CHANGED
    ask_opening(draft, actor=LEAD)
    carry_out_with(draft, 'UPDATE "evaluator_studytable"', lambda: add_slot(draft, "more@example.org", actor=LEAD))
    assert Opening.objects.get().stopped == CHANGED
    assert state(draft) == Study.State.DRAFT
    ask_opening(draft, actor=LEAD)
    carry_out_opening(draft.pk)
    assert state(draft) == Study.State.OPEN
    assert Assignment.objects.filter(slot__study=draft).values("slot").distinct().count() == 4


def test_gate_that_is_shut_by_then_leaves_a_draft_that_says_so() -> None:
    tables = make_tables(1)
    runs = [make_run("zebra-7b", tables, text="Plain."), make_run("okapi", tables, text="Not giraffe-2.")]
    study = make_study(make_person(LEAD, "lead"), runs=runs)
    ask_opening(study, actor=LEAD)
    make_run("giraffe-2", make_tables(1, name="other"))
    carry_out_opening(study.pk)
    assert (state(study), Opening.objects.count()) == (Study.State.DRAFT, 0)
    assert shut_gates(study) == [
        "4 places in the texts may name a writer: an engineer must edit the text or let it stay first."
    ]


def test_failure_is_told_and_not_tried_for_ever(draft: Study) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    ask_opening(draft, actor=LEAD)
    with pytest.raises(ZeroDivisionError):
        carry_out_with(draft, 'INSERT INTO "evaluator_commitment"', fail)
    assert Opening.objects.get().stopped == FAILED
    assert silent_openings() == []


def test_opening_in_which_workers_always_die_is_given_up(draft: Study) -> None:
    ask_opening(draft, actor=LEAD)
    for _ in range(MAX_TRIES):
        with pytest.raises(Killed):
            carry_out_with(draft, 'INSERT INTO "evaluator_assignment"', kill)
        fall_silent(draft)
    carry_out_opening(draft.pk)
    assert (state(draft), Opening.objects.get().stopped) == (Study.State.DRAFT, GIVEN_UP)


def test_worker_is_woken_once_per_silence(draft: Study) -> None:
    ask_opening(draft, actor=LEAD)
    assert not is_worth_waking(draft)
    fall_silent(draft)
    Opening.objects.update(woken_at=timezone.now() - SILENCE - timedelta(seconds=1))
    assert [is_worth_waking(draft), is_worth_waking(draft)] == [True, False]


def test_progress_is_noted_where_somebody_asked_and_nowhere_else(draft: Study) -> None:
    note_progress(draft, Opening.Stage.WRITING, n_to_write=10)
    assert not Opening.objects.exists()
    ask_opening(draft, actor=LEAD)
    note_progress(draft, Opening.Stage.WRITING, n_to_write=10)
    note_life(draft, n_written=4)
    note_life(draft, n_written=5)
    assert Opening.objects.values_list("stage", "n_written", "n_to_write").get() == ("writing", 9, 10)


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("freed", [True, False])
def test_worker_that_starts_opens_what_another_one_left(draft: Study, freed: bool) -> None:
    ask_opening(draft, actor=LEAD)
    take_up_opening(draft.pk)
    resume_openings_task(freed=False)
    assert state(draft) == Study.State.DRAFT
    if not freed:
        fall_silent(draft)
    resume_openings_task(freed=freed)
    assert state(draft) == Study.State.OPEN


def test_small_studies_open_at_once_and_large_ones_do_not(draft: Study) -> None:
    assert opens_at_once(draft, n_showings=4_900)
    assert not opens_at_once(draft, n_showings=5_000)
