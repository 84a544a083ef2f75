"""Adding a lead on the study's page."""

from django.test import Client

from tests.evaluator.lead.conftest import Board
from tests.makers import make_person


def test_added_lead_reaches_the_study(board: Board) -> None:
    other = Client()
    other.force_login(make_person("other@example.org", "lead"))
    assert other.get(board.url("study")).status_code == 404
    assert "other@example.org leads this study too." in board.post("add_lead", email="other@example.org")
    page = other.get(board.url("study"))
    assert page.status_code == 200
    assert "other@example.org leads the study too" in page.content.decode()


def test_refused_address_is_kept_with_the_reason(board: Board) -> None:
    answer = board.client.post(board.url("add_lead"), {"email": "rater-1@example.org"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="rater-1@example.org"' in page
    assert "Nobody with the address rater-1@example.org is a lead" in page


def test_adding_a_lead_needs_leading_the_study(board: Board) -> None:
    other = Client()
    person = make_person("other@example.org", "lead")
    other.force_login(person)
    assert other.post(board.url("add_lead"), {"email": person.email}).status_code == 404
    assert list(board.study.leads.all()) == [board.lead]
