"""One more lead of a study, and who can't be."""

import json

import pytest

from evaluator.models import Study
from evaluator.steps.add_lead import CannotLead, add_lead
from evaluator.steps.manage_people import set_active
from tests.makers import join_all, make_person, make_run, make_study, make_tables

pytestmark = pytest.mark.django_db
ACTOR = "lead@example.org"


@pytest.fixture
def study(db: None) -> Study:
    """A draft with one lead and two invited raters."""
    tables = make_tables(2)
    return make_study(make_person(ACTOR, "lead"), runs=[make_run("quill", tables), make_run("otter", tables)])


def test_second_lead_is_added_and_logged(study: Study) -> None:
    other = make_person("other@example.org", "lead", "engineer")
    assert add_lead(study, " Other@Example.org ", actor=ACTOR) == other
    assert list(study.leads.order_by("email").values_list("email", flat=True)) == [ACTOR, "other@example.org"]
    entry = study.log.order_by("-seq")[0]
    assert (entry.event, entry.actor, json.loads(entry.detail)) == ("lead_added", ACTOR, {"lead": "other@example.org"})


def refused(study: Study, email: str) -> str:
    """Why an address can't lead the study, which stays as it was."""
    before = (set(study.leads.all()), study.log.count())
    with pytest.raises(CannotLead) as refusal:
        add_lead(study, email, actor=ACTOR)
    assert (set(study.leads.all()), study.log.count()) == before
    return str(refusal.value)


def test_who_has_not_the_role_is_refused(study: Study) -> None:
    make_person("engineer@example.org", "engineer")
    assert "give them the role" in refused(study, "engineer@example.org")
    assert "give them the role" in refused(study, "nobody@example.org")


def test_closed_account_is_refused(study: Study) -> None:
    closed = make_person("closed@example.org", "lead")
    set_active(closed, active=False, actor=study.leads.get())
    assert "give them the role" in refused(study, "closed@example.org")


def test_lead_is_not_added_twice(study: Study) -> None:
    assert refused(study, ACTOR) == f"{ACTOR} leads this study already."


def test_invited_person_and_rater_are_refused(study: Study) -> None:
    make_person("rater-1@example.org", "lead", "rater")
    assert "invited to rate" in refused(study, "rater-1@example.org")
    join_all(study)
    assert "is or was a rater" in refused(study, "rater-1@example.org")
