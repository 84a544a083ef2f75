"""A draft that is being opened is one person's until it is open, and only as long as it stays what it was."""

import pytest

from evaluator.models import Assignment, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.assign_raters import assign_raters
from evaluator.steps.change_slots import add_slot
from evaluator.steps.hold_draft import Overtaken, begin_opening, hold_draft
from modelhub.models import StudyKey
from modelhub.steps.open_study import open_study
from tests.makers import join_all, make_person, make_run, make_study, make_tables, open_with_raters

pytestmark = pytest.mark.django_db
LEAD = "lead@example.org"


@pytest.fixture
def draft() -> Study:
    tables = make_tables(2)
    runs = [make_run("quill-7b", tables, text="One."), make_run("otter-mini", tables, text="Two.")]
    return make_study(make_person(LEAD, "lead"), runs=runs)


def test_second_opening_overtakes_the_first(draft: Study) -> None:
    first, second = begin_opening(draft, actor=LEAD), begin_opening(draft, actor=LEAD)
    hold_draft(draft, began=second)
    with pytest.raises(Overtaken):
        assign_raters(draft, began=first)
    assert not Assignment.objects.exists()


def test_new_slot_stops_an_opening(draft: Study) -> None:
    began = begin_opening(draft, actor=LEAD)
    add_slot(draft, "late@example.org", actor=LEAD)
    with pytest.raises(NotNow, match="changed while it was being opened"):
        hold_draft(draft, began=began)


def test_rater_who_joins_stops_no_opening(draft: Study) -> None:
    began = begin_opening(draft, actor=LEAD)
    join_all(draft)
    hold_draft(draft, began=began)
    assert assign_raters(draft, began=began) == 4


def test_opening_an_open_study_leaves_its_schedule_and_its_key_alone(draft: Study) -> None:
    stale = Study.objects.get(pk=draft.pk)
    open_with_raters(draft)
    schedule, key = list(Assignment.objects.order_by("pk").values()), StudyKey.objects.values().get()
    with pytest.raises(NotNow, match="The study is open already"):
        open_study(stale, actor=LEAD)
    assert list(Assignment.objects.order_by("pk").values()) == schedule
    assert StudyKey.objects.values().get() == key
