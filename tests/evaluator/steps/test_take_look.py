"""The stopping rule of an open study: planned beforehand, bare while it is open, and counted from then on."""

import json
from dataclasses import fields
from decimal import Decimal

import pytest

from evaluator.models import Assignment, Study
from evaluator.steps.advance_study import NotNow, lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.judgement import Answer
from evaluator.steps.take_look import Look, completed_of, has_looked, last_look, take_look
from evaluator.tasks import take_look_task
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters, prefer, rate, rate_all

pytestmark = pytest.mark.django_db
LEAD = "lead@example.org"


def open_study(*, stops_early: bool = True, n_tables: int = 16, margin: Decimal | None = None) -> Study:
    tables = make_tables(n_tables)
    runs = [make_run(model, tables, text=text) for model, text in (("quill-7b", "First."), ("otter-mini", "Second."))]
    study = make_study(make_person(LEAD, "lead"), runs=runs, stops_early=stops_early, margin=margin)
    open_with_raters(study)
    return study


def rate_block(study: Study, block: int, *, slots: tuple[int, ...] = (1, 2)) -> None:
    """Let the first code win on every table of one of the two blocks."""
    best = study.arms.order_by("code")[0].code
    assignments = Assignment.objects.filter(slot__study=study, pair__table__block=block, slot__number__in=slots)
    for assignment in assignments.select_related("slot", "pair__first__arm", "pair__second__arm", "pair__table__table"):
        rate(assignment, prefer(best)(assignment))


def test_look_counts_blocks_that_all_raters_have_finished() -> None:
    study = open_study()
    rate_block(study, 1)
    rate_block(study, 2, slots=(1,))
    assert study.tables.filter(block=1).count() == 8
    assert take_look(study.pk, actor=LEAD) == Look(8, "go on")
    assert set(completed_of(study)) == set(study.tables.filter(block=1).values_list("table__digest", flat=True))


def test_look_says_stop_once_the_pair_is_answered_and_no_more_than_that() -> None:
    study = open_study(n_tables=48)
    rate_all(study, prefer(study.arms.order_by("code")[0].code))
    assert take_look(study.pk, actor=LEAD) == Look(48, "stop")
    (entry,) = study.log.filter(event="planned_look")
    assert (entry.actor, json.loads(entry.detail)) == (LEAD, {"n_tables": 48, "advice": "stop"})
    assert {field.name for field in fields(Look)} == {"n_tables", "advice"}


def test_look_says_the_same_words_whichever_arm_is_ahead() -> None:
    study = open_study(n_tables=48)
    rate_all(study, prefer(study.arms.order_by("code")[1].code))
    take_look(study.pk, actor=LEAD)
    assert json.loads(study.log.get(event="planned_look").detail) == {"n_tables": 48, "advice": "stop"}


def test_asking_again_about_the_same_tables_adds_nothing() -> None:
    study = open_study()
    rate_block(study, 1)
    take_look_task(study.pk, LEAD)
    take_look_task(study.pk, LEAD)
    assert study.log.filter(event="planned_look").count() == 1
    rate_block(study, 2)
    assert take_look(study.pk, actor=LEAD).n_tables == 16
    assert study.log.filter(event="planned_look").count() == 2


def test_rule_that_was_not_planned_is_not_asked() -> None:
    study = open_study(stops_early=False)
    with pytest.raises(NotNow, match="no stopping rule"):
        take_look(study.pk, actor=LEAD)
    assert (has_looked(study), last_look(study)) == (False, None)


def test_rule_is_not_asked_after_the_lock() -> None:
    study = open_study()
    lock_study(study, actor=LEAD)
    with pytest.raises(NotNow, match="The study is locked"):
        take_look(study.pk, actor=LEAD)


def test_plan_holds_the_rule() -> None:
    plan = json.loads(open_study().commitment.plan)
    assert plan["stops_early"] is True
    assert "from the first look on its intervals are the ones that count" in plan["stopping_rule"]


def test_analysis_after_a_look_claims_by_the_confidence_sequence() -> None:
    study = open_study(n_tables=48, margin=Decimal("0.100"))
    best = study.arms.order_by("code")[0].code
    rate_all(study, prefer(best))
    take_look(study.pk, actor=LEAD)
    lock_study(study, actor=LEAD)
    report = analyse_ratings(study.pk).result["report"]
    (sequence,) = report["sequence"]
    ahead = next(pair for pair in report["pairs"] if pair["system"] == best)
    assert (sequence["n_tables"], ahead["p"], ahead["p_holm"]) == (48, None, None)
    assert ahead["psi"]["low"] == sequence["low"] > 0.5
    assert ahead["verdict"]["superiority"] == "shown"


def test_analysis_of_a_rule_that_nobody_asked_is_the_usual_one() -> None:
    study = open_study()
    rate_block(study, 1)
    lock_study(study, actor=LEAD)
    report = analyse_ratings(study.pk).result["report"]
    assert report["sequence"][0]["n_tables"] == 8
    assert report["pairs"][0]["p"] is not None


def test_table_that_nobody_can_judge_does_not_hold_the_rule_up() -> None:
    study = open_study()
    rate_all(study, lambda _: Answer(cant_judge="other", active_ms=1))
    assert take_look(study.pk, actor=LEAD) == Look(16, "go on")
