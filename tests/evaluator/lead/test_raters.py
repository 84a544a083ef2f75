"""Reminding raters, new links, replacements."""

import html
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from evaluator.models import Rater, Study
from evaluator.steps.join_study import invite
from tests.evaluator.lead.conftest import Board
from tests.makers import prefer, rate_all


def events(board: Board) -> list[str]:
    """Return the study's events since its opening."""
    names = list(board.study.log.order_by("seq").values_list("event", flat=True))
    return names[names.index("study_opened") + 1 :] if "study_opened" in names else names


def make_idle(board: Board) -> None:
    """Let both raters be away since the study opened nine days ago."""
    Study.objects.update(opened_at=timezone.now() - timedelta(days=9))
    Rater.objects.update(joined_at=timezone.now() - timedelta(days=9))


def shown_link(page: str) -> str:
    """Return the invitation link that a page shows."""
    (link,) = re.findall(r'id="fresh-link"[^>]*>([^<]+)<', page)
    return html.unescape(link)


def test_reminder_goes_to_the_rater_and_into_the_log(board: Board) -> None:
    page = board.post("remind", 2)
    assert "Reminder sent to rater-2@example.org." in page
    assert [letter.to for letter in mail.outbox] == [["rater-2@example.org"]]
    assert f"/rate/studies/{board.study.uuid}/" in mail.outbox[0].body
    assert events(board) == ["reminder_sent"]
    assert "reminded today" in board.page()


def test_lead_is_told_when_no_mail_server_would_take_a_letter(board: Board, settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path

    page = board.post("remind", 2)

    assert "Reminder to rater-2@example.org written to a file: no mail server is set. Remind them yourself." in page
    assert "rater-2@example.org" in next(tmp_path.iterdir()).read_text()


def test_rater_who_is_done_is_not_reminded(board: Board) -> None:
    rate_all(board.study, prefer("none"))
    assert "Nobody in that place has pairs left" in board.post("remind", 1)
    assert (mail.outbox, events(board)) == ([], [])


def test_idle_raters_are_reminded_at_once_and_not_again_within_a_day(board: Board) -> None:
    make_idle(board)
    board.post("remind_idle")
    assert [letter.to[0] for letter in mail.outbox] == ["rater-1@example.org", "rater-2@example.org"]
    assert "were reminded within a day" in board.post("remind_idle")
    assert (len(mail.outbox), events(board)) == (2, ["reminder_sent"])


def test_reminder_that_can_not_be_sent_is_not_logged(board: Board, settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_URL = "config.mail.Backend", "smtp://127.0.0.1:9"
    assert "The mail server did not take the letter" in board.post("remind", 1)
    assert events(board) == []


def test_subject_of_a_letter_is_one_line(board: Board) -> None:
    Study.objects.update(name="Autumn\nBcc: everybody@example.org")
    board.post("remind", 1)
    assert mail.outbox[0].subject == "Reminder: Autumn Bcc: everybody@example.org"


def test_new_link_is_shown_once_mailed_and_ends_the_old_one(draft: Board) -> None:
    old = invite(draft.slot(1), "rater-1@example.org", actor="lead@example.org")
    page = draft.post("resend", 1)
    link = shown_link(page)
    assert link in mail.outbox[0].body
    assert mail.outbox[0].to == ["rater-1@example.org"]
    assert draft.slot(1).invitations.get(revoked_at=None).sent_at is not None
    assert "fresh-link" not in draft.page()
    path = link[link.index("/join/") :]
    assert (Client().get(path).status_code, Client().get(f"/join/{old}/").status_code) == (200, 410)


def test_link_is_shown_even_when_the_letter_fails(draft: Board, settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_URL = "config.mail.Backend", "smtp://127.0.0.1:9"
    page = draft.post("resend", 1)
    assert "send the link yourself" in page
    assert "/join/" in shown_link(page)


def test_joined_rater_gets_no_new_link(board: Board) -> None:
    assert "There is no pending invitation for that place." in board.post("resend", 1)


def test_replacing_invites_the_new_address(board: Board) -> None:
    assert "R1 leaves the study now" in board.page("replace", 1)
    page = board.post("replace", 1, email="New@Example.org")
    assert "/join/" in shown_link(page)
    assert "took over from R1" in page
    assert "new@example.org" in page
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]
    assert events(board) == ["rater_replaced", "rater_invited"]


@pytest.mark.parametrize(
    ("email", "why"),
    [("no address", "Enter a valid email address"), ("lead@example.org", "leads this study"), ("", "required")],
)
def test_refused_replacement_keeps_what_was_typed_and_changes_nothing(board: Board, email: str, why: str) -> None:
    answer = board.client.post(board.url("replace", 1), {"email": email})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert why in page
    assert f'value="{email}"' in page
    assert (Rater.objects.filter(left_at=None).count(), events(board)) == (2, [])


def test_place_that_does_not_exist_is_not_found(board: Board) -> None:
    assert board.client.get(board.url("replace", 9)).status_code == 404
