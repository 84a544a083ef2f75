"""Going back, and which answers can be opened again where some pairs come twice."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluator.models import Assignment, Rater, Rating
from evaluator.stats.order import REPEAT_SPACING
from evaluator.steps.open_again import N_LATEST
from tests.evaluator.rater.conftest import Desk
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters


@pytest.fixture
def repeating(db: None) -> Desk:
    """Twelve tables of two arms, three of which come twice."""
    tables = make_tables(12)
    runs = [make_run("alpha", tables, text="First wording."), make_run("beta", tables, text="Second wording.")]
    study = make_study(make_person("lead@example.org", "lead"), runs=runs, n_repeats=3)
    rater = open_with_raters(study)[0]
    Rater.objects.filter(study=study).update(practised_at=timezone.now())
    client = Client()
    client.force_login(rater.user, backend="evaluator.accounts.backends.ByEmail")
    return Desk(study, rater, client)


def answer(desk: Desk) -> Assignment:
    assignment = desk.next_assignment()
    assert desk.submit(assignment, desk.form(), htmx=True).status_code in {200, 204}
    return assignment


def history(desk: Desk) -> str:
    return desk.client.get(reverse("rater:history", args=[desk.study.uuid])).content.decode()


def opened(desk: Desk, assignment: Assignment) -> bool:
    page = desk.client.get(reverse("rater:pair", args=[assignment.uuid])).content.decode()
    return "Replace my answer" in page


def back(desk: Desk, before: UUID | None = None) -> str:
    query = f"?before={before}" if before else ""
    answer = desk.client.get(reverse("rater:back", args=[desk.study.uuid]) + query)
    return str(answer.url)  # type: ignore[attr-defined]


def test_the_latest_few_are_fewer_than_the_gap_before_a_repeat() -> None:
    assert N_LATEST < REPEAT_SPACING


def test_history_never_shows_an_earlier_answer_to_the_pair_on_the_page(repeating: Desk) -> None:
    answered: list[Assignment] = []
    repeats = 0
    while len(answered) < 15:
        due = repeating.next_assignment()
        earlier = [each for each in answered if each.pair_id == due.pair_id]
        repeats += len(earlier)
        page = history(repeating)
        assert [each for each in answered if str(each.uuid) in page] == answered[-N_LATEST:]
        assert not any(opened(repeating, each) for each in earlier)
        answered.append(answer(repeating))

    assert repeats == 3
    assert [each for each in answered if opened(repeating, each)] == answered[-N_LATEST:]


def test_a_settled_answer_is_not_replaced_by_a_form_that_was_open(repeating: Desk) -> None:
    first, form = repeating.next_assignment(), repeating.form()
    repeating.submit(first, form, htmx=True)
    for _ in range(N_LATEST):
        answer(repeating)

    late = repeating.submit(first, repeating.form(base_revision=1, side_token=form["side_token"], verdict="5"))
    same = repeating.submit(first, form, htmx=True)

    assert "This answer can't be opened again" in late.content.decode()
    assert "Saved" in same.content.decode()
    assert Rating.objects.filter(assignment=first).count() == 1


def test_changing_an_answer_does_not_keep_it_open(repeating: Desk) -> None:
    first, form = repeating.next_assignment(), repeating.form()
    repeating.submit(first, form, htmx=True)
    for _ in range(N_LATEST - 1):
        answer(repeating)
    repeating.submit(first, repeating.form(base_revision=1, side_token=form["side_token"]), htmx=True)
    assert opened(repeating, first)

    answer(repeating)

    assert not opened(repeating, first)


def test_a_pair_put_off_next_to_its_repeat_closes_the_earlier_answer(repeating: Desk) -> None:
    repeat = Assignment.objects.filter(slot=repeating.rater.slot, repeat=1).order_by("position").last()
    assert repeat is not None
    first = Assignment.objects.get(slot=repeating.rater.slot, pair=repeat.pair, repeat=0)
    Assignment.objects.filter(pk=first.pk).update(deferred=1)
    while repeating.next_assignment() != first:
        last = answer(repeating)

    assert str(repeat.uuid) not in history(repeating)
    assert opened(repeating, last) is (last != repeat)


def test_history_lists_everything_once_it_is_closed(repeating: Desk) -> None:
    answered = [answer(repeating) for _ in range(15)]
    repeating.client.post(reverse("rater:close", args=[repeating.study.uuid]))

    page = history(repeating)

    assert page.count('<th scope="row">') == len(answered)


def test_going_back_twice_goes_further_back(desk: Desk) -> None:
    first, second, third = answer(desk), answer(desk), answer(desk)

    assert str(third.uuid) in back(desk)
    assert str(second.uuid) in back(desk, third.uuid)
    assert str(first.uuid) in back(desk, second.uuid)
    assert str(first.uuid) in back(desk, first.uuid)
