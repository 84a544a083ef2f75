"""Asking the stopping rule on a study's page."""

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Study, User
from evaluator.steps.advance_study import lock_study
from evaluator.tasks import take_look_task
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters, prefer, rate_all

pytestmark = pytest.mark.django_db


def opened(*, stops_early: bool, n_tables: int = 8) -> tuple[Study, User]:
    tables = make_tables(n_tables)
    lead = make_person("lead@example.org", "lead")
    study = make_study(
        lead, runs=[make_run(name, tables, text=name) for name in ("one", "two")], stops_early=stops_early
    )
    open_with_raters(study)
    return study, lead


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="evaluator.accounts.backends.ByEmail")
    return client


def page_of(client: Client, study: Study) -> str:
    return client.get(reverse("lead:study", args=[study.uuid])).content.decode()


def ask(client: Client, study: Study) -> None:
    answer = client.post(reverse("lead:look", args=[study.uuid]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("lead:study", args=[study.uuid]))


def test_lead_asks_and_reads_the_bare_advice() -> None:
    study, lead = opened(stops_early=True, n_tables=48)
    client = signed_in(lead)
    assert "Not asked yet." in page_of(client, study)
    ask(client, study)
    assert "The rule is being asked" in page_of(client, study)
    take_look_task(study.pk, lead.email)
    assert "After 0 completed tables some pair has no answer yet." in page_of(client, study)
    rate_all(study, prefer(study.arms.order_by("code")[0].code))
    take_look_task(study.pk, lead.email)
    page = page_of(client, study)
    assert "After 48 completed tables every pair has its answer." in page
    assert "Stopping rule asked after 48 tables: stop" in page


def test_study_without_the_rule_shows_and_takes_none() -> None:
    study, lead = opened(stops_early=False)
    client = signed_in(lead)
    assert "Stopping rule" not in page_of(client, study)
    ask(client, study)
    assert "Only an open study whose plan has a stopping rule can ask it." in page_of(client, study)
    assert not study.log.filter(event="planned_look").exists()


def test_locked_study_offers_no_more_looks() -> None:
    study, lead = opened(stops_early=True)
    lock_study(study, actor=lead.email)
    client = signed_in(lead)
    assert 'action="' + reverse("lead:look", args=[study.uuid]) not in page_of(client, study)
    ask(client, study)
    assert not study.log.filter(event="planned_look").exists()
