"""Opening a large study from its page: the lead sees how far a worker is, with and without scripts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from evaluator.models import Opening, Study, User
from evaluator.steps.ask_opening import SILENCE, note_life, note_progress, take_up_opening
from evaluator.steps.change_slots import add_slot
from modelhub.steps.carry_out_opening import carry_out_opening
from tests.makers import make_person, make_run, make_study, make_tables

pytestmark = pytest.mark.django_db
POLL = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _nothing_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modelhub.steps.carry_out_opening.AT_ONCE_MS", 0)


@pytest.fixture
def lead(client: Client) -> User:
    """A signed-in lead."""
    person = make_person("lead@example.org", "lead")
    client.force_login(person)
    return person


@pytest.fixture
def study(lead: User) -> Study:
    """A draft that could open."""
    tables = make_tables(3)
    return make_study(
        lead, runs=[make_run("zebra-7b", tables, text="Giraffe-2 lives."), make_run("okapi", tables, text="Two.")]
    )


def page_of(study: Study) -> str:
    """Return the address of the page."""
    return reverse("hub:open_study", args=[study.uuid])


def html(client: Client, url: str) -> str:
    """Return a page's text."""
    return client.get(url).content.decode()


def test_large_study_is_left_to_a_worker_and_its_page_leads_on_when_it_is_open(
    client: Client, study: Study, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    page = page_of(study)
    with django_capture_on_commit_callbacks() as woken:
        answers = [client.post(page), client.post(page)]
    assert [answer.headers["Location"] for answer in answers] == [page, page]
    assert (len(woken), Opening.objects.get().asked_by) == (2, "lead@example.org")
    assert "The study is being opened." in html(client, page)
    assert "manage.py open_study" in html(client, page)
    study.refresh_from_db()
    assert study.state == Study.State.DRAFT

    carry_out_opening(study.pk)
    led_to = reverse("lead:study", args=[study.uuid])
    assert client.get(page, headers=POLL).headers["HX-Redirect"] == led_to
    assert "The study is open. Its raters can begin." in html(client, led_to)
    assert client.get(page).headers["Location"] == led_to


def test_progress_is_told_step_by_step(client: Client, study: Study) -> None:
    client.post(page_of(study))
    take_up_opening(study.pk)
    note_progress(study, Opening.Stage.WRITING, n_to_write=40_000)
    note_life(study, n_written=12_000)
    fragment = client.get(page_of(study), headers=POLL).content.decode()
    assert "12,000 of 40,000 showings" in fragment
    assert '<progress class="below" value="12000" max="40000" aria-label="The schedule">' in fragment
    assert fragment.startswith("<ol")
    assert fragment.count('aria-current="step"') == 1
    assert fragment.count(": done</span>") == 2


def test_wish_stands_on_the_studys_other_pages(client: Client, study: Study) -> None:
    client.post(page_of(study))
    assert "Any change that you make here stops it." in html(client, reverse("hub:draft", args=[study.uuid]))
    assert "Being opened…" in html(client, reverse("lead:study", args=[study.uuid]))
    assert ">Being opened<" in html(client, reverse("lead:studies"))


def test_change_stops_it_and_the_lead_may_ask_again(client: Client, study: Study) -> None:
    page = page_of(study)
    client.post(page)
    add_slot(study, "late@example.org", actor="lead@example.org")
    carry_out_opening(study.pk)
    assert client.get(page, headers=POLL).headers["HX-Refresh"] == "true"
    assert "<strong>It did not open.</strong> The draft was changed while it was being opened." in html(client, page)
    assert "<strong>The study did not open.</strong>" in html(client, reverse("hub:draft", args=[study.uuid]))
    assert client.post(page).headers["Location"] == page
    carry_out_opening(study.pk)
    study.refresh_from_db()
    assert study.state == Study.State.OPEN


def test_shut_gate_is_said_at_once_and_when_a_worker_finds_it(client: Client, study: Study, lead: User) -> None:
    page = page_of(study)
    client.post(page)
    make_run("giraffe-2", make_tables(1, name="other"))
    carry_out_opening(study.pk)
    assert client.get(page, headers=POLL).headers["HX-Refresh"] == "true"
    assert "12 places in the texts may name a writer" in html(client, page)
    answer = client.post(page)
    assert (answer.status_code, Opening.objects.count()) == (409, 0)
    assert "12 places in the texts may name a writer" in answer.content.decode()


def test_looking_at_the_page_wakes_a_worker_whose_message_was_lost(
    client: Client, study: Study, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client.post(page_of(study))
    with django_capture_on_commit_callbacks() as woken:
        client.get(page_of(study))
        assert not woken
        long_ago = timezone.now() - SILENCE - timedelta(seconds=1)
        Opening.objects.update(alive_at=long_ago, woken_at=long_ago)
        client.get(page_of(study))
        client.get(page_of(study), headers=POLL)
    assert len(woken) == 1
