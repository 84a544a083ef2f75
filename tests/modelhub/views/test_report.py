"""The report by name: after the reveal, for whom it may concern, with both texts and every vote."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Assignment, Exposure, Study, User, WriterGuess
from evaluator.steps.judgement import Answer
from evaluator.steps.share_report import share_report
from modelhub.envelope import open_envelope
from modelhub.tasks import measure_blinding_task
from tests.locked import TEXTS, analysed_study, code_of, revealed_study
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters, prefer

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="evaluator.accounts.backends.ByEmail")
    return client


def url(study: Study, name: str = "report", *args: object) -> str:
    return reverse(f"hub:{name}", args=[study.uuid, *args])


def first_table_url(study: Study) -> str:
    return url(study, "table_votes", study.tables.order_by("table__line")[0].table.uuid)


def test_report_reads_the_sealed_claim_by_name() -> None:
    study, lead = revealed_study(claim="better")
    page = signed_in(lead).get(url(study)).content.decode()
    assert "quill-7b is better than otter-mini." in page
    assert "claimed before the first rating" in page


def test_refuted_claim_is_read_in_its_own_direction() -> None:
    study, lead = revealed_study(answer=lambda _: prefer_the_second)
    page = signed_in(lead).get(url(study)).context["page"]
    assert page.verdict == "quill-7b is worse than otter-mini."
    assert [(claim.sentence, claim.finding) for claim in page.claims] == [
        ("quill-7b is better than otter-mini", "refuted")
    ]


def prefer_the_second(assignment: Assignment) -> Answer:
    return prefer(code_of(assignment.pair.study, "otter-mini"))(assignment)


def test_locked_study_sends_its_lead_to_the_codes_and_names_nothing() -> None:
    study, lead = analysed_study()
    answer = signed_in(lead).get(url(study))
    assert (answer.status_code, answer["Location"]) == (302, reverse("lead:analysis", args=[study.uuid]))
    assert signed_in(lead).get(first_table_url(study)).status_code == 404


def test_before_the_reveal_engineers_and_raters_get_404() -> None:
    study, _ = analysed_study()
    Study.objects.filter(pk=study.pk).update(shared_with_raters=True)
    for person in (make_person("eng@example.org", "engineer"), study.raters.get(code="R1").user):
        for address in (url(study), first_table_url(study), url(study, "figure", "forest")):
            assert signed_in(person).get(address).status_code == 404


def test_raters_read_it_once_it_is_shared() -> None:
    study, lead = revealed_study()
    rater = signed_in(study.raters.get(code="R1").user)
    assert rater.get(url(study)).status_code == 404
    share_report(study, shared=True, actor=lead.email)
    assert rater.get(url(study)).status_code == 200
    assert signed_in(make_person("stranger@example.org", "rater")).get(url(study)).status_code == 404


def test_engineers_read_it_after_the_reveal() -> None:
    study, _ = revealed_study()
    assert signed_in(make_person("eng@example.org", "engineer")).get(url(study)).status_code == 200


def test_table_shows_both_texts_and_comments() -> None:
    study, lead = revealed_study(answer=lambda code: commented)
    page = signed_in(lead).get(first_table_url(study)).content.decode()
    for text in TEXTS.values():
        assert text in page
    assert "Right is vague." in page


def commented(assignment: Assignment) -> Answer:
    return Answer(verdict="3", comment="Right is vague.", active_ms=1)


def test_wrong_mark_stands_beside_the_text_that_was_meant() -> None:
    study, lead = revealed_study(answer=lambda code: mark_of(code))
    page = signed_in(lead).get(first_table_url(study)).context["page"]
    assert [(row.name, row.first_wrong, row.second_wrong) for row in page.texts] == [
        ("Table", "", ""),
        ("id", "R1 and R2", ""),
        ("name", "", ""),
        ("amount", "", ""),
    ]


def mark_of(code: str) -> Callable[[Assignment], Answer]:
    """Every rater marks column 0 of one arm, on whatever side it stands."""

    def answer(assignment: Assignment) -> Answer:
        is_left = (assignment.pair.first.arm.code == code) != assignment.swapped
        return Answer(verdict="1" if is_left else "5", wrong=(("left" if is_left else "right", 0),), active_ms=1)

    return answer


def test_reading_texts_by_name_is_an_exposure_and_the_report_is_not() -> None:
    study, lead = revealed_study()
    client = signed_in(lead)
    client.get(url(study))
    assert not Exposure.objects.exists()
    client.get(first_table_url(study))
    client.get(first_table_url(study))
    assert Exposure.objects.filter(user=lead).count() == 2


def test_who_rates_elsewhere_keeps_blind() -> None:
    study, lead = revealed_study()
    share_report(study, shared=True, actor=lead.email)
    tables = make_tables(2, name="other")
    other = make_study(lead, runs=[make_run(name, tables, text=name) for name in ("one", "two")], name="Next study")
    open_with_raters(other)
    rater = study.raters.get(code="R1").user
    answer = signed_in(rater).get(first_table_url(study))
    assert answer.status_code == 403
    assert TEXTS["quill-7b"] not in answer.content.decode()
    assert not Exposure.objects.exists()


def test_guesses_stand_beside_what_each_writer_is() -> None:
    study, lead = revealed_study()
    arm = study.arms.get(code=code_of(study, "quill-7b"))
    WriterGuess.objects.create(rater=study.raters.get(code="R1"), arm=arm, kind=WriterGuess.Kind.PERSON)
    rows = signed_in(lead).get(url(study)).context["page"].guesses.rows
    assert {row.writer: row.counts for row in rows} == {"quill-7b": (1, 0, 0, 0, 0), "otter-mini": (0, 0, 0, 0, 0)}
    assert {row.truth for row in rows} == {"A large general language model"}


def test_blinding_index_stands_beside_each_writer_once_a_worker_has_measured_it() -> None:
    study, lead = revealed_study()
    arm = study.arms.get(code=code_of(study, "quill-7b"))
    for rater, kind in (("R1", "large_model"), ("R2", "cant_tell")):
        WriterGuess.objects.create(rater=study.raters.get(code=rater), arm=arm, kind=kind)
    before = signed_in(lead).get(url(study))
    assert "The blinding indices are being computed" in before.content.decode()
    assert before.context["page"].guesses.james == ""
    measure_blinding_task(study.pk)
    answer = signed_in(lead).get(url(study))
    found = {row.writer: (row.index, row.index_interval) for row in answer.context["page"].guesses.rows}
    assert found["quill-7b"][0] == "0.50"
    assert found["otter-mini"] == ("", "")
    assert "Bang’s index of a writer" in answer.content.decode()
    assert "being computed" not in answer.content.decode()


def test_two_runs_of_one_model_are_told_apart_by_code() -> None:
    tables = make_tables(2)
    lead = make_person("lead@example.org", "lead")
    study = make_study(lead, runs=[make_run("quill-7b", tables, text=text) for text in ("Once.", "Twice.")])
    open_with_raters(study)
    Study.objects.filter(pk=study.pk).update(state=Study.State.REVEALED)
    names = open_envelope(study).naming.names
    assert names == {code: f"quill-7b ({code})" for code in study.arms.values_list("code", flat=True)}
