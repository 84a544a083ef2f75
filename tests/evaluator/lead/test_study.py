"""A study's page: progress and data quality, and nothing that depends on the answers."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluator.models import Assignment, Invitation, Rater, Rating, Study
from evaluator.steps.judgement import Answer
from evaluator.steps.report_problem import report_problem
from tests.evaluator.lead.conftest import Board, draft_board, open_board
from tests.makers import make_person, prefer, rate, rate_all


def text_of(html: str) -> str:
    """Return the words of a page, one space apart."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def quick(seconds: int = 4) -> Answer:
    """An answer with a measured time."""
    return Answer(verdict="2", active_ms=seconds * 1000)


def rate_some(board: Board, slot: int, n: int, answer: Answer) -> None:
    """Rate the first n showings of a place."""
    for assignment in list(Assignment.objects.filter(slot=board.slot(slot)).order_by("position"))[:n]:
        rate(assignment, answer)


def test_other_leads_study_is_not_found(board: Board) -> None:
    client = Client()
    client.force_login(make_person("other@example.org", "lead"))
    for name in ("study", "log", "seal", "lock"):
        assert client.get(board.url(name)).status_code == 404
    for name in ("archive", "unarchive", "share", "remind_idle"):
        assert client.post(board.url(name)).status_code == 404


def test_rater_of_the_study_may_not_open_it(board: Board) -> None:
    client = Client()
    client.force_login(board.raters[0].user)
    assert client.get(board.url("study")).status_code == 403


def test_page_counts_ratings_and_times(board: Board) -> None:
    rate_some(board, 1, 3, quick(40))
    rate_some(board, 2, 1, quick(90))
    page = text_of(board.page())
    assert "Ratings 4 of 10" in page
    assert "Time per pair 40 s median" in page
    assert "rater-1@example.org R1 3 / 5 today" in page


def test_unmeasured_times_are_not_counted(board: Board) -> None:
    rate_some(board, 1, 2, Answer(verdict="2"))
    assert "Time per pair not known yet" in text_of(board.page())


@pytest.fixture
def answered(board: Board) -> Callable[[str], tuple[str, list[int | None]]]:
    """Return the page and the stored grades after all ratings favour one arm, and take them back."""

    def after(code: str) -> tuple[str, list[int | None]]:
        with transaction.atomic():
            rate_all(board.study, prefer(code))
            seen = board.page(), list(Rating.objects.order_by("id").values_list("grade", flat=True))
            transaction.set_rollback(True)
        return seen

    return after


def test_page_is_the_same_whatever_was_answered(answered: Callable[[str], tuple[str, list[int | None]]]) -> None:
    first, second = Study.objects.get().arms.order_by("code").values_list("code", flat=True)
    (page, grades), (other_page, other_grades) = answered(first), answered(second)
    assert grades == [-grade for grade in other_grades if grade is not None]
    assert without_moments(page) == without_moments(other_page)


def without_moments(html: str) -> str:
    """Leave out what differs between any two requests: tokens against forged forms, and the chart of times."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|<svg role="img".*?</figure>', "", html, flags=re.DOTALL)


def test_too_quick_first_answers_are_flagged_from_the_third_on(board: Board) -> None:
    rate_some(board, 1, 2, quick(4))
    rate_some(board, 1, 2, quick(4))
    assert "under 10 s" not in board.page(), "revisions are no first answers"
    rate_some(board, 1, 3, quick(4))
    assert "3 under 10 s" in board.page()


def test_idle_rater_is_flagged_and_counted(board: Board) -> None:
    Study.objects.filter(pk=board.study.pk).update(opened_at=timezone.now() - timedelta(days=9))
    rate_some(board, 1, 1, quick(30))
    rate_some(board, 2, 1, quick(30))
    Rater.objects.filter(code="R2").update(last_seen_at=timezone.now() - timedelta(days=4, hours=1))
    page = text_of(board.page())
    assert "idle 4 days" in page
    assert "Remind 1 idle rater" in page


def test_nobody_is_idle_in_the_first_days(board: Board) -> None:
    Rater.objects.update(joined_at=timezone.now() - timedelta(days=30))
    page = board.page()
    assert "idle" not in text_of(page)


def test_pending_and_expired_invitations_are_told_apart(draft: Board) -> None:
    assert text_of(draft.page()).count("not joined yet") == 2
    Invitation.objects.filter(slot__number=2).update(expires_at=timezone.now() - timedelta(hours=1))
    page = text_of(draft.page())
    assert (page.count("not joined yet"), page.count("invitation expired")) == (1, 1)


def test_draft_leads_on_to_its_settings(draft: Board) -> None:
    page = draft.page()
    assert f"/studies/{draft.study.uuid}/draft/" in page
    assert "Ratings" not in text_of(page)


def test_problem_is_shown_with_table_and_rater(board: Board) -> None:
    assignment = Assignment.objects.filter(slot=board.slot(2)).first()
    assert assignment is not None
    report_problem(user_id=board.raters[1].user_id, assignment_id=assignment.uuid, text="No such <b>column</b>")
    page = board.page()
    assert f"R2 {assignment.pair.table.table.name} No such" in text_of(page)
    assert "<b>column</b>" not in page


def test_page_tells_no_secret_of_the_study(board: Board) -> None:
    commitment = board.study.commitment
    secrets = [board.study.seed, commitment.nonce, *Invitation.objects.values_list("secret_digest", flat=True)]
    pages = board.page() + board.page("seal") + board.page("log") + board.page("lock")
    assert commitment.digest in pages
    assert not [secret for secret in secrets if secret in pages]
    assert not [name for name in ("quill", "otter", "First wording", "Second wording") if name in pages]


def test_simulated_study_says_so(draft: Board) -> None:
    Study.objects.update(simulated=True)
    for name in ("study", "log"):
        assert "Simulated raters." in draft.page(name)


def n_queries(board: Board) -> int:
    """Count the page's queries, once its session is there."""
    board.page()
    with CaptureQueriesContext(connections["default"]) as queries:
        board.page()
    return len(queries)


@pytest.mark.django_db
@pytest.mark.parametrize(("n_raters", "n_tables"), [(2, 4), (7, 12)])
def test_number_of_queries_does_not_grow(n_raters: int, n_tables: int) -> None:
    board = open_board(n_raters, n_tables, n_repeats=1)
    rate_all(board.study, lambda _: quick(30))
    assert n_queries(board) == 26


@pytest.mark.django_db
def test_raters_come_in_pages_and_can_be_found() -> None:
    board = draft_board(n_raters=30)
    assert text_of(board.page()).count("not joined yet") == 25
    assert text_of(board.page(page="2")).count("not joined yet") == 5
    page = text_of(board.page(q="RATER-17@"))
    assert (page.count("not joined yet"), "rater-17@example.org" in page) == (1, True)
    assert "No rater matches" in board.page(q="nobody")
