"""Every byte that anybody can get before the reveal, searched for words that would tell which arm is which model."""

import re
from collections.abc import Iterable, Iterator

import pytest

from evaluator.steps.ask_opening import ask_opening, take_up_opening
from tests.blindness.crawl import Reached, addresses, crawl
from tests.blindness.world import CODES, COMMENT, REMARK, STAGES, WORDINGS, World, make_world
from tests.security.routes import routes

pytestmark = pytest.mark.django_db
RATERS = ("rater 1", "rater 2", "rater 3")
LEADS = ("lead", "lead who is an engineer")
OUTSIDE = ("anonymous", "stranger")


@pytest.fixture(params=STAGES)
def world(request: pytest.FixtureRequest, db: None) -> World:
    """The study as a draft, open and half rated, and locked and analysed."""
    return make_world(request.param)


def found(words: Iterable[str], text: str) -> list[str]:
    """Return the words that stand in a text, in whatever case."""
    folded = text.casefold()
    return sorted(word for word in words if word.casefold() in folded)


def codes_in(text: str) -> list[str]:
    """Return the arm codes that stand in a text as words of their own: random tokens may hold the same letters."""
    return [code for code in CODES if re.search(rf"(?<![A-Za-z0-9_]){code}(?![A-Za-z0-9_])", text)]


def leaks(world: World, reached: Reached, who: str) -> Iterator[str]:
    """Return what an answer should not have told somebody."""
    text = reached.text
    facts, codes, wordings = found(world.facts(), text), codes_in(text), found(WORDINGS, text)
    told = found(world.sealed(), text)
    if who in RATERS or who in OUTSIDE:
        told += codes
    if who in RATERS or who == "anonymous":
        told += facts
    if who not in RATERS:
        told += found((COMMENT,), text)
    if who == "lead" or who in OUTSIDE:
        told += wordings + found(world.raw_digests(), text)
    if codes and who in LEADS:
        told += facts + wordings + found((REMARK,), text) * (world.stage == "locked")
    # An answer may repeat what was asked for.
    news = [word for word in told if word not in reached.asked]
    yield from (f"{who}: {reached.asked} ({reached.status}) tells {word}" for word in news)


def all_leaks(world: World, *people: str) -> list[str]:
    """Return what some people get and should not, and every answer that is an error of ours."""
    answers = [(who, reached) for who in people for reached in crawl(world, who)]
    broken = [f"{who}: {reached.asked} breaks" for who, reached in answers if reached.status >= 500]
    return broken + [leak for who, reached in answers for leak in leaks(world, reached, who)]


def everything(world: World, who: str) -> str:
    """Return all that somebody can get, in one text."""
    return "\n".join(reached.text for reached in crawl(world, who))


def test_raters_and_others_learn_nothing(world: World) -> None:
    assert all_leaks(world, *RATERS[:2], *OUTSIDE) == []


def test_lead_learns_nothing(world: World) -> None:
    assert all_leaks(world, "lead") == []


def test_lead_who_is_an_engineer_learns_nothing(world: World) -> None:
    assert all_leaks(world, "lead who is an engineer") == []


def test_page_of_a_study_that_is_being_opened_tells_its_lead_nothing() -> None:
    world = make_world("draft")
    ask_opening(world.study, actor="lead@example.org")
    take_up_opening(world.study.pk)
    assert all_leaks(world, "lead") == []
    assert "<h1>The study is being opened.</h1>" in everything(world, "lead")


def test_engineer_meets_no_code(world: World) -> None:
    reached = crawl(world, "engineer")
    told = [
        (answer.asked, word)
        for answer in reached
        for word in [*codes_in(answer.text), *found((COMMENT, REMARK), answer.text)]
    ]
    assert told == []


def test_what_is_searched_for_is_there_to_be_found() -> None:
    world = make_world("locked")
    hub = everything(world, "engineer")
    assert found(world.facts(), hub) == sorted(world.facts())
    assert found(WORDINGS, hub) == list(WORDINGS)
    assert found(world.raw_digests(), hub) == sorted(world.raw_digests())
    leads = everything(world, "lead")
    assert found(world.facts(), leads) == sorted(world.facts())
    assert codes_in(leads) == list(CODES)


def test_raters_do_get_the_texts_and_their_own_comments() -> None:
    text = everything(make_world("open"), "rater 2")
    assert found((*WORDINGS, COMMENT), text) == sorted((*WORDINGS, COMMENT))


def test_forms_are_sent_as_people_send_them() -> None:
    reached = crawl(make_world("open"), "rater 1")
    pairs = [answer for answer in reached if re.match(r"POST /rate/pairs/[^/]+/ ", answer.asked)]
    # Taken, and refused as out of date.
    assert {answer.status for answer in pairs if answer.asked.endswith("filled in")} == {302}
    assert {answer.status for answer in pairs if answer.asked.endswith("too late")} == {409}
    assert any("One last question" in answer.text for answer in reached)
    assert any("your guess are stored" in answer.text for answer in reached)


def test_every_address_is_asked_for(world: World) -> None:
    assert {name for name, _ in addresses(world)} == {name for name, _ in routes()}
