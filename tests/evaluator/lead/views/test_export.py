"""Exports by arm code: from the lock on, for the study's leads, as downloads."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Study, User
from tests.exports import parsed
from tests.locked import TEXTS, analysed_study, locked_study, revealed_study
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters

pytestmark = pytest.mark.django_db
FILES = ("export_json", "export_csv")


def fetched(person: User, study: Study, name: str) -> Any:
    """Ask for an export as somebody who is signed in."""
    client = Client()
    client.force_login(person, backend="evaluator.accounts.backends.ByEmail")
    return client.get(reverse(f"lead:{name}", args=[study.uuid]))


def body(answer: Any) -> str:
    """Return a streamed answer's text."""
    return b"".join(answer.streaming_content).decode()


def test_export_json_is_a_download_by_arm_code() -> None:
    study, lead = analysed_study()
    answer = fetched(lead, study, "export_json")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="blindbench-{study.uuid.hex[:8]}-study.json"'
    assert "no-store" in answer["Cache-Control"]
    text = body(answer)
    assert parsed([text])["arms"] == sorted(study.arms.values_list("code", flat=True))
    assert [word for word in (*TEXTS, *TEXTS.values()) if word in text] == []


def test_export_json_does_not_wait_for_the_analysis() -> None:
    study, lead = locked_study()

    assert parsed([body(fetched(lead, study, "export_json"))])["analysis"] is None


def test_export_csv_has_a_row_per_answer() -> None:
    study, lead = analysed_study()
    answer = fetched(lead, study, "export_csv")

    assert answer["Content-Disposition"] == f'attachment; filename="blindbench-{study.uuid.hex[:8]}-ratings.csv"'
    assert len(list(csv.DictReader(io.StringIO(body(answer), newline="")))) == 12


@pytest.mark.parametrize("name", FILES)
def test_export_of_simulated_ratings_says_so_in_its_name(name: str) -> None:
    study, lead = analysed_study(simulated=True)

    assert "-simulated-" in fetched(lead, study, name)["Content-Disposition"]


@pytest.mark.parametrize("name", FILES)
def test_export_before_the_lock_says_why_not(name: str) -> None:
    tables, lead = make_tables(2), make_person("lead@example.org", "lead")
    study = make_study(lead, runs=[make_run(model, tables, text=text) for model, text in TEXTS.items()])
    answer = fetched(lead, study, name)
    assert answer.status_code == 409
    assert "The study is a draft" in answer.content.decode()

    open_with_raters(study)
    answer = fetched(lead, study, name)
    assert answer.status_code == 409
    assert "nobody can until it is locked" in answer.content.decode()


@pytest.mark.parametrize("name", FILES)
def test_export_of_another_lead_is_not_found(name: str) -> None:
    study, _ = analysed_study()

    assert fetched(make_person("other@example.org", "lead"), study, name).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_export_after_the_reveal_is_the_one_by_name(name: str) -> None:
    study, lead = revealed_study()
    answer = fetched(lead, study, name)

    assert (answer.status_code, answer["Location"]) == (302, reverse(f"hub:{name}", args=[study.uuid]))
