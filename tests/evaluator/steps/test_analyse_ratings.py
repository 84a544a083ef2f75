"""The analysis of a locked study: made once, from the locked ratings, with both directions and figures."""

import json

import pytest

from evaluator.code_version import code_version
from evaluator.models import Analysis, Assignment, Figure, Rating, Study
from evaluator.steps.advance_study import NotNow, lock_study
from evaluator.steps.analyse_ratings import RatingsChanged, analyse_ratings, unanalysed_studies
from evaluator.steps.judgement import Answer
from evaluator.tasks import analyse_ratings_task
from tests.locked import analysed_study, code_of, locked_study
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters, prefer, rate, rate_all
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db


def test_analysis_gives_both_directions_by_arm_code() -> None:
    study, _ = locked_study(n_tables=6)
    best, other = code_of(study, "quill-7b"), code_of(study, "otter-mini")
    result = analyse_ratings(study.pk).result
    pairs = {(pair["system"], pair["opponent"]): pair for pair in result["report"]["pairs"]}
    assert set(pairs) == {(best, other), (other, best)}
    assert (pairs[best, other]["wins"], pairs[best, other]["psi"]["estimate"]) == (12, 1.0)
    assert (pairs[other, best]["losses"], pairs[other, best]["psi"]["estimate"]) == (12, 0.0)
    assert pairs[best, other]["verdict"]["superiority"] == "shown"
    assert pairs[other, best]["verdict"]["superiority"] == "refuted"


def test_analysis_keeps_the_digest_of_the_lock_and_the_code() -> None:
    study, _ = locked_study()
    analysis = analyse_ratings(study.pk)
    assert analysis.inputs_digest == json.loads(study.log.get(event="study_locked").detail)["ratings"]
    assert analysis.code_version == code_version()


def test_study_is_unanalysed_from_its_lock_to_its_analysis() -> None:
    study, _ = locked_study()
    assert unanalysed_studies() == [study.pk]
    analyse_ratings(study.pk)
    assert unanalysed_studies() == []


def test_analysis_is_made_once() -> None:
    study, _ = locked_study()
    first = analyse_ratings(study.pk)
    analyse_ratings_task(study.pk)
    assert Analysis.objects.get(study=study).created_at == first.created_at
    assert sorted(Figure.objects.values_list("name", flat=True)) == ["forest"]


def test_same_ratings_give_the_same_numbers() -> None:
    study, _ = locked_study()
    first = analyse_ratings(study.pk)
    result = first.result
    first.delete()
    assert analyse_ratings(study.pk).result == json.loads(json.dumps(result))


def test_open_study_is_not_analysed() -> None:
    tables = make_tables(2)
    draft = make_study(make_person("lead@example.org", "lead"), runs=[make_run(m, tables, text=m) for m in "qo"])
    with pytest.raises(NotNow, match="The study is draft"):
        analyse_ratings(draft.pk)


def test_ratings_changed_after_the_lock_are_refused() -> None:
    study, _ = locked_study()
    first = Rating.objects.filter(pk=Rating.objects.earliest("pk").pk)
    unguarded(lambda: first.update(grade=0))
    with pytest.raises(RatingsChanged):
        analyse_ratings(study.pk)
    assert not Analysis.objects.exists()


def test_revised_answer_counts_with_its_last_revision() -> None:

    tables = make_tables(2)
    study = make_study(make_person("lead@example.org", "lead"), runs=[make_run(m, tables, text=m) for m in "qo"])
    open_with_raters(study)
    best = study.arms.order_by("code")[0].code
    rate_all(study, prefer(best))
    again = Assignment.objects.filter(slot__number=1).select_related("pair__first__arm", "pair__second__arm").first()
    assert again is not None
    rate(again, Answer(verdict="5" if prefer(best)(again).verdict == "1" else "1", active_ms=1))
    lock_study(study, actor="lead@example.org")
    pair = analyse_ratings(study.pk).result["report"]["pairs"][0]
    assert (pair["system"], pair["wins"], pair["losses"], pair["psi"]["estimate"]) == (best, 3, 1, 0.75)


def test_criteria_have_win_rates_of_their_own() -> None:
    study, _ = analysed_study(
        criteria=("Clarity", "Accuracy"), answer=lambda code: prefer(code, criteria=["Clarity"]), n_tables=3
    )
    clarity, accuracy = Analysis.objects.get(study=study).result["criteria"]
    by_arm = {pair["system"]: pair["wins"] for pair in clarity["pairs"]}
    assert by_arm == {code_of(study, "quill-7b"): 6, code_of(study, "otter-mini"): 0}
    assert (clarity["n"], accuracy["n"], accuracy["pairs"]) == (6, 0, [])


def test_cannot_judge_is_counted_and_left_out() -> None:
    study, _ = analysed_study(answer=lambda code: lambda _: Answer(cant_judge="other", active_ms=1), n_tables=2)
    result = Analysis.objects.get(study=study).result
    assert (result["flow"]["rated"], result["flow"]["cant_judge"]) == (4, 4)
    assert {pair["psi"]["estimate"] for pair in result["report"]["pairs"]} == {None}
    assert not Figure.objects.exists()


def test_identical_texts_are_one_tie_per_table() -> None:
    study, _ = analysed_study(**{"quill-7b": "Same words.", "otter-mini": "Same words."}, n_tables=3)
    pair = Analysis.objects.get(study=study).result["report"]["pairs"][0]
    assert (pair["identical"], pair["psi"]["estimate"]) == (3, 0.5)


def test_missing_answers_are_named_by_rater() -> None:

    tables = make_tables(3)
    study = make_study(make_person("lead@example.org", "lead"), runs=[make_run(m, tables, text=m) for m in "qo"])
    open_with_raters(study)
    lock_study(study, actor="lead@example.org")
    flow = analyse_ratings(study.pk).result["flow"]
    assert (flow["assigned"], flow["rated"]) == (6, 0)
    assert flow["left_open"] == [{"rater": "R1", "slot": 1, "n": 3}, {"rater": "R2", "slot": 2, "n": 3}]
    assert Study.objects.get(pk=study.pk).state == Study.State.LOCKED


def test_lengths_are_kept_out_of_the_report_by_code() -> None:
    study, _ = analysed_study(n_tables=6)
    result = Analysis.objects.get(study=study).result
    (pair,) = result["length"]["pairs"]
    assert sorted(pair) == ["adjusted", "n", "opponent", "raw", "system"]
    assert pair["n"] == 12
    assert "length" not in result["report"]
    assert "longer" not in json.dumps(result["report"])


def test_sides_are_drawn_anew_and_marks_compared() -> None:
    study, _ = analysed_study(
        answer=lambda code: lambda _: Answer(verdict="1", wrong=(("left", 0),), active_ms=1), n_tables=4
    )
    report = Analysis.objects.get(study=study).result["report"]
    assert [check["draws"] for check in report["sharp_null"]] == [1000]
    assert report["comments"]["n_marked"] > 0
