"""Locking a study from its page, and sharing the report."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from config.celery import app
from evaluator.models import Analysis, Assignment, Study
from evaluator.steps.advance_study import lock_study
from evaluator.steps.judgement import Answer
from modelhub.steps.reveal_study import reveal_study
from tests.evaluator.lead.conftest import Board
from tests.makers import prefer, rate, rate_all


@pytest.fixture
def worker() -> Iterator[None]:
    """Run tasks in this process."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def test_confirmation_says_what_is_missing_and_changes_nothing(board: Board) -> None:
    first = Assignment.objects.filter(slot=board.slot(1)).order_by("position")[0]
    rate(first, Answer(verdict="2"))
    page = board.page("lock")
    assert "9 of 10 ratings are missing." in page
    assert page.index("rater-2@example.org") < page.index("rater-1@example.org"), "who misses most stands first"
    board.study.refresh_from_db()
    assert board.study.state == Study.State.OPEN


def test_lock_freezes_and_starts_the_analysis(
    board: Board, worker: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    rate_all(board.study, prefer("none"))
    assert "All 10 ratings are there." in board.page("lock")
    with django_capture_on_commit_callbacks(execute=True):
        answer = board.client.post(board.url("lock"))
    board.study.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, board.url("analysis"))
    assert board.study.state == Study.State.LOCKED
    assert Analysis.objects.filter(study=board.study).exists()


def test_locked_study_is_not_locked_again(board: Board) -> None:
    lock_study(board.study, actor="lead@example.org")
    page = board.post("lock")
    assert "only an open study can be locked" in page
    assert board.study.log.filter(event="study_locked").count() == 1
    assert board.url("analysis") in page


def test_report_is_shared_only_after_the_reveal(board: Board, worker: None) -> None:
    lock_study(board.study, actor="lead@example.org")
    assert "no report by name before the reveal" in board.post("share", shared="yes")
    board.study.refresh_from_db()
    Analysis.objects.create(study=board.study, inputs_digest="", code_version="", result={})
    reveal_study(board.study, actor="lead@example.org", reason="Done")
    assert "Stop sharing with raters" in board.post("share", shared="yes")
    assert "Share the report with raters" in board.post("share", shared="no")
    shared = board.study.log.filter(event__startswith="report_").order_by("seq")
    assert list(shared.values_list("event", flat=True)) == ["report_shared", "report_unshared"]
