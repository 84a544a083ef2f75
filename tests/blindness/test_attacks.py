"""Attempts to see, rate or break what is not one's own."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Assignment, Rater, Rating
from evaluator.steps.join_study import invite
from tests.blindness.world import BACKEND, World, make_world
from tests.makers import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """An open study, half rated."""
    return make_world("open")


def unrated(world: World, who: str) -> Assignment:
    """Return a pair that somebody has still to rate."""
    slot = Rater.objects.get(study=world.study, user=world.people[who]).slot
    return slot.assignments.filter(revision=0, deferred=0)[0]


def sent(client: Client, assignment: Assignment, name: str = "pair", **fields: str) -> int:
    """Post a form to an assignment and return the status."""
    form = {"verdict": "1", "submission_key": str(uuid4()), "base_revision": "0", "side_token": "0" * 32}
    return client.post(reverse(f"rater:{name}", args=[assignment.uuid]), form | fields).status_code


def test_invited_engineer_who_reads_a_text_first_is_refused_without_a_hint_at_the_arm(world: World) -> None:
    engineer, slot = world.people["engineer"], world.study.slots.get(number=4)
    token = invite(slot, engineer.email, actor="lead@example.org")
    client = world.client("engineer")
    table = world.study.table_set.tables.all()[0]
    assert client.get(reverse("hub:output", args=[world.runs[0].uuid, table.uuid])).status_code == 200

    answer = client.post(reverse("join", args=[token]))
    assert answer.status_code == 410
    text = answer.content.decode()
    assert "some of this study&#x27;s texts" in text
    assert [fact for fact in world.facts() if fact in text] == []
    assert not Rater.objects.filter(user=engineer).exists()


def test_refusal_is_the_same_whichever_text_was_read(world: World) -> None:
    answers = set()
    for index, run in enumerate(world.runs):
        reader = make_person(f"reader-{index}@example.org", "engineer")
        client = Client()
        client.force_login(reader, backend=BACKEND)
        client.get(reverse("hub:output", args=[run.uuid, world.study.table_set.tables.all()[0].uuid]))
        token = invite(world.study.slots.get(number=4), reader.email, actor="lead@example.org")
        text = client.post(reverse("join", args=[token])).content.decode()
        answers.add(text.partition('<main class="wrap" id="main">')[2].replace(reader.email, ""))

    assert len(answers) == 1


def test_rater_who_becomes_an_engineer_reads_no_text_before_the_lock(world: World) -> None:
    person = world.people["rater 3"]
    person.groups.add(*world.people["engineer"].groups.all())
    table, client = world.study.table_set.tables.all()[0], world.client("rater 3")

    for run in world.runs:
        assert client.get(reverse("hub:output", args=[run.uuid, table.uuid])).status_code == 403


def test_token_of_another_pair_rates_nothing(world: World) -> None:
    mine = unrated(world, "rater 3")
    page = world.client("rater 3").get(reverse("rater:pair", args=[unrated(world, "rater 3").uuid]))
    assert page.status_code == 200
    before = Rating.objects.count()

    assert sent(world.client("rater 3"), mine) == 409
    assert sent(world.client("rater 2"), mine) == 404
    assert sent(world.client("lead"), mine) == 404
    assert Rating.objects.count() == before


@pytest.mark.parametrize("who", ["rater 2", "lead", "engineer", "stranger"])
@pytest.mark.parametrize("name", ["draft", "problem"])
def test_nothing_is_left_at_the_pair_of_another(world: World, who: str, name: str) -> None:
    theirs = unrated(world, "rater 3")
    assert sent(world.client(who), theirs, name, text="mine", comment="mine") == 404
    theirs.refresh_from_db()
    assert theirs.draft is None
    assert not theirs.problems.exists()


# Forms that no page of ours sends.
NONSENSE = (
    {"wrong": f"left:{'9' * 5000}"},
    {"wrong": "left:\u0663"},
    {"active_ms": "9" * 5000},
    {"base_revision": "9" * 5000},
    {"comment": "\0"},
    {"criterion:\0": "l"},
    {f"criterion:{'a' * 500}": "l"},
    {"verdict": "6"},
    {"cant_judge": "=1+1"},
    {"submission_key": "x"},
)


@pytest.mark.parametrize("name", ["pair", "draft"])
def test_form_that_no_page_sends_breaks_nothing_and_is_not_kept(world: World, name: str) -> None:
    mine, client = unrated(world, "rater 3"), world.client("rater 3")
    for fields in NONSENSE:
        assert sent(client, mine, name, **fields) in {204, 409, 422}, fields
        mine.refresh_from_db()
        kept = mine.draft or {"wrong": [], "criteria": {}, "comment": ""}
        assert (mine.revision, kept["wrong"], kept["criteria"], kept["comment"]) == (0, [], {}, "")
