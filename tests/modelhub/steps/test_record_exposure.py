"""Exposure: who has seen a text under its writer's name is kept, and keeps them from judging it."""

import json

import pytest

from evaluator.models import Candidate, Exposure, User
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.archive_study import archive_study, unarchive_study
from evaluator.steps.join_study import InvitationRefused, enrol, is_exposed
from evaluator.steps.judgement import Answer
from modelhub.models import ArmKey
from modelhub.steps.open_study import CannotOpen, open_study
from modelhub.steps.record_exposure import MustStayBlind, digests_of, open_texts, record_exposure
from tests.makers import join_all, make_person, make_run, make_study, make_tables, open_with_raters, rate_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def engineer() -> User:
    """Somebody who reads texts in the hub."""
    return make_person("engineer@example.org", "engineer")


def test_opening_a_text_makes_the_reader_ineligible(engineer: User) -> None:
    table_set = make_tables(3)
    one, other = make_run("alpha", table_set, text="First."), make_run("beta", table_set, text="Second.")
    study = make_study(make_person("lead@example.org", "lead"), runs=[one, other])
    assert not is_exposed(engineer.pk, study)

    open_texts(engineer, one.outputs.all()[:1])

    assert is_exposed(engineer.pk, study)
    with pytest.raises(InvitationRefused, match="writers' names"):
        enrol(engineer, study.slots.get(number=1))


def test_digests_are_those_of_the_studys_candidates() -> None:
    table_set = make_tables(3)
    run = make_run("alpha", table_set, text="**Bold** text —  spaced ")
    study = make_study(make_person("lead@example.org"), runs=[run, make_run("beta", table_set)])
    arm = ArmKey.objects.get(run=run, arm__study=study).arm_id
    digests = Candidate.objects.filter(arm=arm).values_list("content_digest", flat=True)

    assert {digest for output in run.outputs.all() for digest in digests_of(output)} == set(digests)


def test_opening_twice_keeps_one_row(engineer: User) -> None:
    run = make_run("alpha", make_tables(1))

    open_texts(engineer, run.outputs.all())
    open_texts(engineer, run.outputs.all())

    assert Exposure.objects.filter(user=engineer).count() == 1


def test_a_rater_of_any_unlocked_study_opens_nothing() -> None:
    table_set = make_tables(3)
    runs = [make_run("alpha", table_set, text="First."), make_run("beta", table_set, text="Second.")]
    elsewhere = make_run("gamma", make_tables(1, name="other"))
    study = make_study(make_person("lead@example.org"), runs=runs)
    rater = open_with_raters(study)[0].user

    with pytest.raises(MustStayBlind):
        open_texts(rater, elsewhere.outputs.all())
    assert Exposure.objects.count() == 0

    lock_study(study, actor="lead@example.org")
    # They may still be asked who they think wrote the texts.
    with pytest.raises(MustStayBlind):
        open_texts(rater, elsewhere.outputs.all())

    analyse_ratings(study.pk)
    open_texts(rater, elsewhere.outputs.all())
    assert Exposure.objects.filter(user=rater).count() == 1


def test_an_archived_draft_blocks_nobody_until_it_comes_back() -> None:
    table_set = make_tables(3)
    runs = [make_run("alpha", table_set, text="First."), make_run("beta", table_set, text="Second.")]
    elsewhere = make_run("gamma", make_tables(1, name="other"))
    study = make_study(make_person("lead@example.org"), runs=runs)
    rater = join_all(study)[0].user
    with pytest.raises(MustStayBlind):
        open_texts(rater, elsewhere.outputs.all())

    archive_study(study, actor="lead@example.org")
    open_texts(rater, elsewhere.outputs.all())
    assert Exposure.objects.filter(user=rater).exists()

    unarchive_study(study, actor="lead@example.org")
    with pytest.raises(MustStayBlind):
        open_texts(rater, elsewhere.outputs.all())


def test_an_exposed_rater_keeps_a_draft_from_opening() -> None:
    table_set = make_tables(3)
    runs = [make_run("alpha", table_set, text="First."), make_run("beta", table_set, text="Second.")]
    study = make_study(make_person("lead@example.org"), runs=runs)
    rater = join_all(study)[1]
    record_exposure(rater.user, digests_of(runs[0].outputs.all()[0]))

    with pytest.raises(CannotOpen) as refused:
        open_study(study, actor="lead@example.org")

    assert refused.value.reasons == ("R2 saw texts of this study under their writers' names: replace this rater.",)


def test_a_rater_who_was_exposed_before_the_last_rating_stands_in_the_log_of_the_lock() -> None:
    table_set = make_tables(3)
    runs = [make_run("alpha", table_set, text="First."), make_run("beta", table_set, text="Second.")]
    study = make_study(make_person("lead@example.org"), runs=runs)
    early, late = open_with_raters(study)[:2]
    # Past all gates, as only a mistake in the program or a hand in the database could.
    record_exposure(early.user, digests_of(runs[0].outputs.all()[0]))
    rate_all(study, lambda assignment: Answer(verdict="2"))
    record_exposure(late.user, digests_of(runs[0].outputs.all()[0]))

    lock_study(study, actor="lead@example.org")

    entries = study.log.filter(event="rater_exposed")
    assert [json.loads(entry.detail)["rater"] for entry in entries] == [early.code]
