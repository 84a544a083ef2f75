"""Log entries in words."""

from evaluator.lead.log_lines import log_lines, sentence
from evaluator.steps.log_event import log_event
from tests.evaluator.lead.conftest import Board


def test_known_event_is_a_sentence() -> None:
    assert sentence("reminder_sent", {"raters": ["R1", "R4"]}) == "Reminder sent to R1, R4"


def test_unknown_event_is_written_with_its_details() -> None:
    assert sentence("finding_waived", {"table": "orders", "why": "a product"}) == (
        "Finding waived: table orders, why a product"
    )
    assert sentence("something_else", {}) == "Something else"


def test_event_that_lacks_a_detail_is_still_written() -> None:
    assert sentence("rater_invited", {"email": "x"}) == "Rater invited: email x"


def test_every_event_of_a_study_has_a_sentence(board: Board) -> None:
    log_event(board.study, "rater_closed", actor="R1")
    lines = log_lines(board.study.log.order_by("seq"))
    assert [line.what for line in lines] == [
        "Draft made, with 2 arms",
        "Place 1: invitation made",
        "Place 2: invitation made",
        "Place 1: joined",
        "Place 2: joined",
        "Opening begun: the schedule is being written",
        "Study opened; commitment published",
        "Closed their ratings",
    ]
