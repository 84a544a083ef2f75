"""An open study with a signed-in lead and two raters."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Rater, Slot, Study, User
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters


@dataclass(frozen=True, slots=True)
class Board:
    """A lead at work: the study, their browser, and the raters."""

    lead: User
    client: Client
    study: Study
    raters: tuple[Rater, ...]

    def url(self, name: str, *args: object) -> str:
        """Address of one of the study's pages."""
        return reverse(f"lead:{name}", args=[self.study.uuid, *args])

    def page(self, name: str = "study", *args: object, **query: str) -> str:
        """Text of one of the study's pages."""
        answer = self.client.get(self.url(name, *args), query)
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, name: str, *args: object, **fields: str) -> str:
        """Send a form and return the page that follows."""
        return self.client.post(self.url(name, *args), fields, follow=True).content.decode()

    def slot(self, number: int) -> Slot:
        """One of the study's places."""
        return self.study.slots.get(number=number)


def draft_board(n_raters: int = 2, n_tables: int = 4, n_repeats: int = 0) -> Board:
    """A draft, its lead signed in, nobody joined."""
    tables = make_tables(n_tables)
    runs = [make_run("quill", tables, text="First wording."), make_run("otter", tables, text="Second wording.")]
    lead = make_person("lead@example.org", "lead")
    client = Client()
    client.force_login(lead, backend="evaluator.accounts.backends.ByEmail")
    return Board(lead, client, make_study(lead, runs=runs, n_raters=n_raters, n_repeats=n_repeats), ())


def open_board(n_raters: int = 2, n_tables: int = 4, n_repeats: int = 0) -> Board:
    """An open study of two arms with everybody joined and nothing rated."""
    board = draft_board(n_raters, n_tables, n_repeats)
    raters = open_with_raters(board.study)
    return Board(board.lead, board.client, board.study, tuple(raters))


@pytest.fixture
def draft(db: None) -> Board:
    """A draft with two invited raters."""
    return draft_board()


@pytest.fixture
def board(db: None) -> Board:
    """An open study with two raters, four tables and one hidden repeat each."""
    return open_board(n_repeats=1)
