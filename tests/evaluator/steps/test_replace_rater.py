"""Handing a place in the schedule over to somebody else."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from evaluator.models import Assignment, Candidate, Exposure, Rater, Rating, Study
from evaluator.steps.advance_study import NotNow, lock_study
from evaluator.steps.join_study import accept_invitation, invite
from evaluator.steps.judgement import Answer
from evaluator.steps.record_rating import keep_draft
from evaluator.steps.replace_rater import CannotReplace, replace_rater
from evaluator.steps.report_problem import report_problem
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters, prefer, rate, rate_all

pytestmark = pytest.mark.django_db
LEAD, NEW = "lead@example.org", "new@example.org"


@pytest.fixture
def study() -> Study:
    """An open study with two raters and four tables."""
    tables = make_tables(4)
    runs = [make_run("quill", tables, text="First wording."), make_run("otter", tables, text="Second wording.")]
    study = make_study(make_person(LEAD, "lead"), runs=runs)
    open_with_raters(study)
    return study


def assignments(study: Study, slot: int = 1) -> list[Assignment]:
    """A place's showings in their order."""
    return list(Assignment.objects.filter(slot__study=study, slot__number=slot).order_by("position"))


def test_ratings_stay_and_the_rest_goes_to_the_new_person(study: Study) -> None:
    rate(assignments(study)[0], Answer(verdict="1"))
    token = replace_rater(study.slots.get(number=1), NEW, actor=LEAD)
    accept_invitation(token, user=None, name="New", password="seven brown foxes")
    rate(assignments(study)[1], Answer(verdict="5"))
    assert list(Rating.objects.order_by("id").values_list("rater__code", flat=True)) == ["R1", "R3"]
    assert Rater.objects.get(code="R1").left_at is not None
    assert Rater.objects.get(code="R3").slot.number == 1


def test_drafts_and_postponements_of_the_person_who_left_are_dropped(study: Study) -> None:
    rater = study.raters.get(code="R1")
    kept, postponed = assignments(study)[:2]
    keep_draft(user_id=rater.user_id, assignment_id=kept.uuid, answer=Answer(verdict="1"))
    report_problem(user_id=rater.user_id, assignment_id=postponed.uuid, text="Broken")
    replace_rater(study.slots.get(number=1), NEW, actor=LEAD)
    assert [(one.draft, one.deferred) for one in assignments(study)] == [(None, 0)] * 4


def test_replacement_is_logged_with_what_is_handed_over(study: Study) -> None:
    rate(assignments(study)[0], Answer(verdict="1"))
    replace_rater(study.slots.get(number=1), NEW, actor=LEAD)
    entry = study.log.get(event="rater_replaced")
    assert (entry.actor, entry.detail) == (LEAD, '{"n_open":3,"rater":"R1","slot":1}')


def test_pending_address_of_a_draft_is_replaced_without_anybody_leaving() -> None:
    tables = make_tables(2)
    study = make_study(make_person(LEAD, "lead"), runs=[make_run("quill", tables), make_run("otter", tables)])
    replace_rater(study.slots.get(number=2), NEW, actor=LEAD)
    assert [slot.invitations.get(revoked_at=None).email for slot in study.slots.order_by("number")] == [
        "rater-1@example.org",
        NEW,
    ]
    assert not study.log.filter(event="rater_replaced").exists()


def exposed(study: Study) -> str:
    person = make_person("saw-it@example.org", "rater")
    digest = Candidate.objects.filter(arm__study=study)[0].content_digest
    Exposure.objects.create(user=person, content_digest=digest)
    return person.email


def invited_elsewhere(study: Study) -> str:
    study.slots.get(number=2).invitations.update(accepted_at=timezone.now())
    invite(study.slots.get(number=2), "pending@example.org", actor=LEAD)
    return "pending@example.org"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (lambda study: "Lead@example.org ", "leads this study"),
        (lambda study: "rater-2@example.org", "is or was a rater"),
        (lambda study: "rater-1@example.org", "is or was a rater"),
        (invited_elsewhere, "is invited to this study already"),
        (exposed, "has seen texts of this study"),
    ],
)
def test_address_that_can_not_rate_is_refused_and_nobody_leaves(
    study: Study, address: Callable[[Study], str], why: str
) -> None:
    email = address(study)
    with pytest.raises(CannotReplace, match=why):
        replace_rater(study.slots.get(number=1), email, actor=LEAD)
    assert not Rater.objects.exclude(left_at=None).exists()


def test_rater_without_pairs_left_is_not_replaced(study: Study) -> None:
    rate_all(study, prefer("none"))
    with pytest.raises(CannotReplace, match="R1 has rated all pairs"):
        replace_rater(study.slots.get(number=1), NEW, actor=LEAD)
    Rater.objects.update(closed_at=timezone.now())
    with pytest.raises(CannotReplace, match="R1 has closed their ratings"):
        replace_rater(study.slots.get(number=1), NEW, actor=LEAD)


def test_nobody_is_replaced_after_the_lock(study: Study) -> None:
    lock_study(study, actor=LEAD)
    with pytest.raises(NotNow):
        replace_rater(study.slots.get(number=1), NEW, actor=LEAD)
