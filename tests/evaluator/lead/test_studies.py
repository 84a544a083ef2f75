"""The list of studies, its archive, and the log and seal pages."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import LogEntry, Study
from evaluator.steps.log_event import log_event
from tests.evaluator.lead.conftest import Board
from tests.evaluator.lead.test_study import text_of
from tests.makers import make_person, make_table, make_tables

STUDIES = "/studies/"


def listed(board: Board, **query: str) -> str:
    """Text of the studies list."""
    return text_of(board.client.get(STUDIES, query).content.decode())


@pytest.mark.django_db
def test_lead_without_studies_is_told_how_to_start(client: Client) -> None:
    make_tables(3)
    client.force_login(make_person("new@example.org", "lead"))
    page = text_of(client.get(STUDIES).content.decode())
    assert "No studies yet" in page
    assert "3 tables are already here" in page


def test_list_shows_state_and_progress_of_own_studies_only(board: Board) -> None:
    assert "Autumn study Which documentation would you rather work with? Open since" in listed(board)
    assert "0 / 10" in listed(board)
    other = Client()
    other.force_login(make_person("other@example.org", "lead"))
    assert "Autumn study" not in other.get(STUDIES).content.decode()


def test_open_study_is_not_archived(board: Board) -> None:
    assert "An open study can&#x27;t be archived" in board.post("archive")
    assert "Autumn study" in listed(board)


def test_archived_study_leaves_the_list_and_comes_back(draft: Board) -> None:
    draft.post("archive")
    assert "No studies yet" in listed(draft)
    assert "Autumn study" in listed(draft, show="archived")
    draft.post("unarchive")
    assert "Autumn study" in listed(draft)
    events = draft.study.log.order_by("seq").values_list("event", flat=True)
    assert list(events)[-2:] == ["study_archived", "study_unarchived"]


def test_clone_starts_from_the_study(draft: Board) -> None:
    assert f"{reverse('hub:new_study')}?clone={draft.study.uuid}" in draft.client.get(STUDIES).content.decode()


def test_log_verifies_its_chain(board: Board) -> None:
    page = text_of(board.page("log"))
    assert "✓ The chain holds over all 7 entries" in page
    assert board.study.log.order_by("-seq")[0].digest in page


def test_log_says_where_its_chain_is_broken(board: Board) -> None:
    LogEntry.objects.create(
        study=board.study, seq=9, at="2026-11-22T12:00:00.000000Z", actor="system", event="forged", detail="{}",
        previous="0" * 64, digest="0" * 64,
    )  # fmt: skip
    page = text_of(board.page("log"))
    assert "The chain is broken. Log entry 8 is missing: the next one is 9." in page


def test_long_log_comes_in_pages(board: Board) -> None:
    for _ in range(100):
        log_event(board.study, "rater_closed", actor="R1")
    assert "over all 107 entries" in board.page("log")
    assert text_of(board.page("log")).count("Closed their ratings") == 100
    assert "Study opened" in board.page("log", page="2")


def test_seal_shows_the_plan_and_never_the_schedule(board: Board) -> None:
    page = board.page("seal")
    commitment = board.study.commitment
    assert commitment.digest in page
    assert commitment.plan_digest in page
    assert "exact sign-flip" in page
    text_digests = [digest for _, _, digest in json.loads(commitment.payload)["texts"]]
    assert text_digests
    assert not [digest for digest in text_digests if digest in page]


def test_draft_has_no_seal(draft: Board) -> None:
    assert draft.client.get(draft.url("seal")).status_code == 404


def test_only_own_draft_is_archived(draft: Board) -> None:
    other = Client()
    other.force_login(make_person("other@example.org", "lead"))
    assert other.post(draft.url("archive")).status_code == 404
    assert Study.objects.get().archived_at is None


def test_tables_are_listed_and_found(board: Board) -> None:
    table_set = board.study.table_set
    make_table(table_set, "shop.refund_50%", domain="Finance")
    assert "shop 5 3" in text_of(board.client.get(reverse("lead:tables")).content.decode())
    url = reverse("lead:table_set", args=[table_set.uuid])
    assert "5 tables" in board.client.get(url).content.decode()
    found = text_of(board.client.get(url, {"q": "50%"}).content.decode())
    assert "1 table with “50%”" in found
    assert "shop.refund_50%" in found
    assert "shop.table_1" not in found
    assert "No table matches" in board.client.get(url, {"q": "nothing\x00"}).content.decode()


def test_table_is_shown_without_its_comments_and_without_any_text(board: Board) -> None:
    table = board.study.table_set.tables.get(name="shop.table_1")
    table.original = "CREATE TABLE shop.table_1 (id integer) -- planted comment"
    table.save()
    page = board.client.get(reverse("lead:table", args=[table.table_set.uuid, table.uuid])).content.decode()
    assert "CREATE TABLE shop.table_1" in page
    assert "amount" in page
    assert not [text for text in ("planted comment", "First wording", "Second wording") if text in page]
