"""Exports by name: after the reveal, for leads and engineers; who takes the texts can't judge them any more."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Candidate, Exposure, Study, User
from evaluator.steps.share_report import share_report
from tests.exports import parsed
from tests.locked import TEXTS, analysed_study, code_of, revealed_study
from tests.makers import join_all, make_person, make_run, make_study, make_tables

pytestmark = pytest.mark.django_db
FILES = ("export_json", "export_csv")


def fetched(person: User, study: Study, name: str) -> Any:
    """Ask for an export as somebody who is signed in."""
    client = Client()
    client.force_login(person, backend="evaluator.accounts.backends.ByEmail")
    return client.get(reverse(f"hub:{name}", args=[study.uuid]))


def body(answer: Any) -> str:
    """Return a streamed answer's text."""
    return b"".join(answer.streaming_content).decode()


def test_export_json_names_models_and_holds_texts() -> None:
    study, lead = revealed_study()
    record = parsed([body(fetched(lead, study, "export_json"))])

    assert {arm["model"]: code for code, arm in record["key"]["arms"].items()} == {
        model: code_of(study, model) for model in TEXTS
    }
    assert {text["description"].split(" See ")[0] for text in record["texts"]} == set(TEXTS.values())


def test_export_json_records_that_the_texts_were_seen() -> None:
    study, _ = revealed_study()
    engineer = make_person("engineer@example.org", "engineer")
    body(fetched(engineer, study, "export_json"))

    seen = set(Exposure.objects.filter(user=engineer).values_list("content_digest", flat=True))
    assert seen == set(Candidate.objects.filter(arm__study=study).values_list("content_digest", flat=True))


def test_exports_stay_closed_to_somebody_who_rates_elsewhere() -> None:
    study, lead = revealed_study()
    tables = make_tables(2, name="other")
    runs = [make_run(model, tables, text="Another text.") for model in ("one", "two")]
    rater = join_all(make_study(make_person("second@example.org", "lead"), runs=runs))[0].user
    rater.groups.set(lead.groups.all())
    study.leads.add(rater)

    assert fetched(rater, study, "export_json").status_code == 403
    assert not Exposure.objects.filter(user=rater).exists()
    # It holds the lengths of the texts, by which they could be recognised.
    assert fetched(rater, study, "export_csv").status_code == 403


def test_export_csv_names_models_and_counts_as_having_seen_the_texts() -> None:
    study, lead = revealed_study()
    rows = list(csv.DictReader(io.StringIO(body(fetched(lead, study, "export_csv")), newline="")))

    assert {row["system_a"] for row in rows} | {row["system_b"] for row in rows} == set(TEXTS)
    assert all(int(row["length_a"]) > 0 for row in rows)
    # By length and name, a text could be recognised.
    texts = set(study.arms.values_list("candidates__content_digest", flat=True))
    assert set(Exposure.objects.filter(user=lead).values_list("content_digest", flat=True)) == texts


@pytest.mark.parametrize("name", FILES)
def test_export_by_name_before_the_reveal_is_the_one_by_code(name: str) -> None:
    study, lead = analysed_study()
    answer = fetched(lead, study, name)

    assert (answer.status_code, answer["Location"]) == (302, reverse(f"lead:{name}", args=[study.uuid]))
    assert fetched(make_person("engineer@example.org", "engineer"), study, name).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_export_by_name_is_not_for_raters_even_when_the_report_is(name: str) -> None:
    study, lead = revealed_study()
    share_report(study, shared=True, actor=lead.email)

    assert fetched(study.raters.all()[0].user, study, name).status_code == 403
