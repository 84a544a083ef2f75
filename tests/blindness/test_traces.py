"""Traces by which a text could be traced to its writer although no name stands beside it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Assignment, Exposure, Study, User
from evaluator.steps.finish_ratings import writers
from evaluator.steps.join_study import enrol, is_exposed
from modelhub.models import ArmKey, GenerationRun, IdentityFinding
from modelhub.steps.create_study import StudyDraft, create_study
from modelhub.steps.open_study import CannotOpen, open_study
from modelhub.steps.reveal_study import reveal_study
from tests.blindness.world import BACKEND, REMARK, World, make_world
from tests.makers import join_all, make_person, make_run, make_study, make_tables, open_with_raters

pytestmark = pytest.mark.django_db
RANDOM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{16,}\b|\b[0-9A-Za-z]{64}\b")


def signed_in(person: User) -> Client:
    """A browser in which a person is signed in."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def page(client: Client, name: str, *args: object) -> str:
    """Return the text of a page that the person may open."""
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, name
    return answer.content.decode()


def revealed_world() -> World:
    """Return a study whose names are known."""
    world = make_world("locked")
    reveal_study(world.study, actor="lead@example.org", reason="It is over.")
    world.study.refresh_from_db()
    return world


def draft_with_seed(runs: list[GenerationRun], lead: User, seed: int) -> Study:
    """Return a draft without raters whose codes are drawn from a given seed."""
    draft = StudyDraft(f"Study {seed}", "Which?", tuple(runs), runs[0].table_set, None, (), seed=f"{seed:064x}")
    return create_study(draft, lead=lead)[0]


def two_runs(n_tables: int = 4, *texts: str) -> list[GenerationRun]:
    """Return the runs of two writers over one set of tables."""
    tables = make_tables(n_tables)
    one, other = texts or ("First wording.", "Second wording.")
    return [make_run("quill-7b", tables, text=one), make_run("otter-mini", tables, text=other)]


def test_numbers_of_findings_say_nothing_about_codes() -> None:
    runs = two_runs(4, "I am quill-7b.", "I am otter-mini.")
    lead, by_code = make_person("lead@example.org", "lead"), dict[bool, set[tuple[int, ...]]]()
    for seed in range(12):
        study = draft_with_seed(runs, lead, seed)
        codes = dict(ArmKey.objects.filter(arm__study=study).values_list("run_id", "arm__code"))
        order = IdentityFinding.objects.filter(study=study).order_by("pk").values_list("output__run_id", flat=True)
        by_code.setdefault(codes[runs[0].pk] < codes[runs[1].pk], set()).add(tuple(order))

    assert len(by_code) == 2, "both orders of the codes must have been drawn"
    assert by_code[True] == by_code[False]


def test_page_is_the_same_whichever_writer_stands_on_the_left() -> None:
    study = make_study(make_person("lead@example.org", "lead"), runs=two_runs(1, "Aaaa.", "Bbbb."), n_raters=1)
    (rater,) = open_with_raters(study)
    client, assignment = signed_in(rater.user), rater.slot.assignments.get()
    pages = []
    for swapped in (False, True):
        Assignment.objects.filter(pk=assignment.pk).update(swapped=swapped)
        pages.append(RANDOM.sub("#", page(client, "rater:pair", assignment.uuid)))

    assert pages[0] != pages[1]
    mirrored = pages[1].replace("Aaaa", "\0").replace("Bbbb", "Aaaa").replace("\0", "Bbbb")
    assert pages[0] == mirrored


def test_two_raters_share_no_random_value_of_a_pair() -> None:
    study = make_study(make_person("lead@example.org", "lead"), runs=two_runs(), n_raters=2)
    found = []
    for rater in open_with_raters(study):
        client = signed_in(rater.user)
        texts = [page(client, "rater:pair", one.uuid) for one in rater.slot.assignments.all()]
        found.append({value for text in texts for value in RANDOM.findall(text)})

    assert min(map(len, found)) > 8
    assert found[0] & found[1] == {str(study.uuid)}


def test_letters_of_the_last_question_follow_neither_codes_nor_other_raters() -> None:
    study = make_study(make_person("lead@example.org", "lead"), runs=two_runs(1, "Aaaa.", "Bbbb."), n_raters=12)
    orders = set()
    for rater in open_with_raters(study):
        rater.closed_at = rater.joined_at
        rater.save()
        first, _ = writers(user_id=rater.user_id, study_id=study.uuid)
        orders.add(first.samples[0].text[:4])

    # The odds that twelve raters all get the same order are 1 in 2,048.
    assert orders == {"Aaaa", "Bbbb"}


def test_log_before_the_reveal_names_neither_runs_nor_texts() -> None:
    world = make_world("locked")
    written = " ".join(f"{entry.event} {entry.actor} {entry.detail}" for entry in world.study.log.all())

    assert "study_locked" in written
    assert [word for word in world.facts() | world.sealed() | {REMARK} if word in written] == []


def remarks(world: World) -> str:
    """Return the lead's page of the study."""
    return page(world.client("lead"), "lead:study", world.study.uuid)


def test_remarks_on_pairs_are_closed_once_sides_can_be_looked_up() -> None:
    assert f"{REMARK} it is cut off" in remarks(make_world("open"))


def test_remarks_on_pairs_come_back_with_the_names() -> None:
    world = make_world("locked")
    assert REMARK not in remarks(world)
    assert "closed until the reveal" in remarks(world)

    Study.objects.filter(pk=world.study.pk).update(state=Study.State.REVEALED)
    assert REMARK in remarks(world)


def test_no_page_of_runs_and_models_tells_where_a_writer_left_gaps() -> None:
    world = make_world("open")
    run = world.runs[1]
    assert run.outputs.exclude(warnings=[]).count() == 4
    for name, args in [("hub:run", [run.uuid]), ("hub:runs", []), ("hub:model", [run.model_version.uuid])]:
        text = page(world.client("engineer"), name, *args)
        assert not any(words in text for words in ("1 warning", "with gaps", "warning-canary-1"))


def test_who_looks_at_the_gaps_of_a_run_can_rate_none_of_its_texts() -> None:
    world = make_world("open")
    shown = page(world.client("engineer"), "hub:gaps", world.runs[1].uuid)
    assert "warning-canary-1" in shown
    assert is_exposed(world.people["engineer"].pk, world.study)

    both = world.people["rater 3"]
    both.groups.add(*world.people["engineer"].groups.all())
    refused = signed_in(both).get(reverse("hub:gaps", args=[world.runs[1].uuid]))
    assert refused.status_code == 403
    assert "warning-canary-1" not in refused.content.decode()


@pytest.mark.parametrize("name", ["hub:export_csv", "hub:export_json"])
def test_who_has_an_export_by_name_can_rate_none_of_its_texts(name: str) -> None:
    world = revealed_world()
    engineer = world.people["engineer"]
    Exposure.objects.all().delete()
    assert not is_exposed(engineer.pk, world.study)

    sent = world.client("engineer").get(reverse(name, args=[world.study.uuid]))

    assert world.runs[0].model_version.name.encode() in b"".join(sent)
    texts = set(world.study.arms.values_list("candidates__content_digest", flat=True))
    assert texts <= set(Exposure.objects.filter(user=engineer).values_list("content_digest", flat=True))


def test_votes_on_tables_by_name_are_closed_to_people_who_rate() -> None:
    world = revealed_world()
    lead = world.people["lead"]
    assert "most disputed first" in page(world.client("lead"), "hub:report", world.study.uuid)

    elsewhere = make_tables(2, name="elsewhere")
    runs = [make_run("heron", elsewhere, text="One."), make_run("egret", elsewhere, text="Two.")]
    other = make_study(make_person("else@example.org", "lead"), runs=runs, n_raters=1)
    enrol(lead, other.slots.get(number=1))

    closed = page(world.client("lead"), "hub:report", world.study.uuid)
    assert "most disputed first" not in closed
    assert "stay closed to you" in closed


@pytest.mark.parametrize("place", ["name", "question", "guideline", "criteria"])
def test_study_does_not_open_while_its_words_to_raters_name_a_model(place: str) -> None:
    study = make_study(make_person("lead@example.org", "lead"), runs=two_runs())
    join_all(study)
    words = "Is Quill-7B better?"
    Study.objects.filter(pk=study.pk).update(**{place: [words] if place == "criteria" else words})
    study.refresh_from_db()

    with pytest.raises(CannotOpen, match=r"say “Quill-7B”, which is a model: change the settings"):
        open_study(study, actor="lead@example.org")


def test_rater_settles_no_finding_of_a_draft() -> None:
    study = make_study(
        make_person("lead@example.org", "lead"), runs=two_runs(1, "I am quill-7b.", "Plain."), n_raters=1
    )
    (rater,) = join_all(study)
    rater.user.groups.add(*make_person("engineer@example.org", "engineer").groups.all())
    finding = IdentityFinding.objects.filter(study=study)[0]
    fields = {"finding": finding.pk, "why": "mine", "action": "edit", "text": "A mark that I know again."}
    answer = signed_in(rater.user).post(reverse("hub:resolve_finding", args=[study.uuid]), fields)

    assert answer.status_code == 403
    finding.refresh_from_db()
    assert finding.resolution == ""


def test_engineer_who_settles_a_finding_is_exposed_without_having_looked() -> None:
    study = make_study(
        make_person("lead@example.org", "lead"), runs=two_runs(1, "I am quill-7b.", "Plain."), n_raters=1
    )
    engineer, finding = make_person("engineer@example.org", "engineer"), IdentityFinding.objects.filter(study=study)[0]
    fields = {"finding": finding.pk, "why": "a street", "action": "edit", "text": "Something else."}
    signed_in(engineer).post(reverse("hub:resolve_finding", args=[study.uuid]), fields)

    texts = study.arms.values_list("candidates__content_digest", flat=True)
    assert Exposure.objects.filter(user=engineer, content_digest__in=texts).exists()
