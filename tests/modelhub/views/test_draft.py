"""A study from its form to its reveal, as a lead does it; and what the pages never say."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Analysis, Arm, LogEntry, Study, User
from evaluator.steps.advance_study import lock_study
from modelhub.models import ArmKey, GenerationRun, StudyKey
from tests.makers import join_all, make_person, make_run, make_study, make_tables, open_with_raters

pytestmark = pytest.mark.django_db
NEW = "/studies/new/"


@pytest.fixture
def lead(client: Client) -> User:
    """A signed-in lead."""
    person = make_person("lead@example.org", "lead")
    client.force_login(person)
    return person


@pytest.fixture
def runs() -> list[GenerationRun]:
    """Two runs over the same three tables."""
    table_set = make_tables(3)
    return [make_run("zebra-7b", table_set, text="First."), make_run("okapi", table_set, text="Second.")]


def fields(chosen: list[GenerationRun], **changed: object) -> dict[str, object]:
    """Return a filled-in form for a new study."""
    return {
        "runs": [str(run.uuid) for run in chosen],
        "name": "Autumn",
        "question": "Which helps more?",
        "guideline": "## Take care",
        "criteria": "Accuracy\nClarity",
        "deadline": "2099-01-31T18:00",
        "margin": "0.1",
        "n_repeats": "2",
        "n_tables": "",
        "emails": "Rater-1@example.org\nrater-2@example.org\n",
        "claim0_run": str(chosen[0].uuid),
        "claim0_kind": "not_worse",
        "claim0_than": str(chosen[1].uuid),
        "uuid": str(uuid4()),
        **changed,
    }


def new_study(client: Client, runs: list[GenerationRun], **changed: object) -> Study:
    """Create a study by the form."""
    answer = client.post(f"{NEW}?set={runs[0].table_set.uuid}", fields(runs, **changed))
    assert answer.status_code == 302, answer.content.decode()
    return Study.objects.latest("id")


def test_the_form_makes_a_draft(client: Client, lead: User, runs: list[GenerationRun]) -> None:
    study = new_study(client, runs)

    assert (study.name, study.margin, study.n_repeats) == ("Autumn", Decimal("0.1"), 2)
    assert study.criteria == ["Accuracy", "Clarity"]
    assert study.deadline is not None
    assert study.deadline.isoformat() == "2099-01-31T18:00:00+00:00"
    assert {key.run for key in ArmKey.objects.filter(arm__study=study)} == set(runs)
    assert StudyKey.objects.get(study=study).claims == [
        {"kind": "not_worse", "run": str(runs[0].uuid), "than": str(runs[1].uuid)}
    ]
    assert study.tables.count() == 3
    assert list(study.leads.all()) == [lead]


def test_a_form_sent_twice_makes_one_draft(client: Client, lead: User, runs: list[GenerationRun]) -> None:
    url = f"{NEW}?set={runs[0].table_set.uuid}"
    page = client.get(url).content.decode()
    [key] = re.findall(r'<input type="hidden" name="uuid" value="([^"]+)"', page)

    first = client.post(url, fields(runs, uuid=key))
    again = client.post(url, fields(runs, uuid=key))

    draft = reverse("hub:draft", args=[Study.objects.get().uuid])
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"]) == (302, draft)
    assert client.get(draft).content.decode().count("/join/") == 2
    assert f'value="{key}"' not in client.get(url).content.decode()


def test_a_form_with_the_id_of_somebody_elses_study_gives_nothing_away(
    client: Client, lead: User, runs: list[GenerationRun]
) -> None:
    other = make_study(make_person("other@example.org", "lead"), runs=runs)

    answer = client.post(f"{NEW}?set={runs[0].table_set.uuid}", fields(runs, uuid=other.uuid), follow=True)

    assert answer.status_code == 404
    assert Study.objects.get() == other


def test_invitation_links_are_shown_once(client: Client, lead: User, runs: list[GenerationRun]) -> None:
    draft = reverse("hub:draft", args=[new_study(client, runs).uuid])

    first, second = client.get(draft).content.decode(), client.get(draft).content.decode()

    assert len(re.findall(r"rater-\d@example\.org  http://\S+/join/\S+/", first)) == 2
    assert "/join/" not in second


WRONG = [
    ({"name": ""}, "This field is required."),
    ({"runs": []}, "Choose two or more runs to compare."),
    ({"emails": "rater-1@example.org\nno address"}, "“no address” is not an e-mail address."),
    ({"emails": "a@example.org\nA@example.org"}, "Named more than once: a@example.org."),
    ({"emails": "lead@example.org"}, "You lead this study, so you can’t rate in it."),
    ({"n_tables": "4"}, "4 tables asked for, 3 of the 3 in shop have texts from every arm."),
    ({"margin": ""}, "“Not worse” and “equivalent” need a margin."),
    ({"claim0_than": ""}, "Choose two different runs, or none."),
    ({"deadline": "2020-01-31T18:00"}, "This moment has passed."),
    ({"criteria": "Clarity\nclarity"}, "A criterion stands there twice."),
]


@pytest.mark.parametrize(("changed", "message"), WRONG)
def test_a_wrong_field_is_named_and_the_rest_kept(
    client: Client, lead: User, runs: list[GenerationRun], changed: dict[str, object], message: str
) -> None:
    answer = client.post(f"{NEW}?set={runs[0].table_set.uuid}", fields(runs, **changed))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert message in html
    assert "## Take care" in html
    assert not Study.objects.exists()


def test_the_form_counts_the_tables_of_all_chosen_runs(client: Client, lead: User, runs: list[GenerationRun]) -> None:
    runs[1].outputs.filter(table__name="shop.table_2").delete()

    answer = client.get(reverse("hub:common_tables"), {"runs": [str(run.uuid) for run in runs]})

    assert "<strong>2</strong> of the set's 3 tables" in answer.content.decode()


def test_a_clone_starts_from_the_study(client: Client, lead: User, runs: list[GenerationRun]) -> None:
    study = new_study(client, runs)

    html = client.get(f"{NEW}?clone={study.uuid}").content.decode()

    assert 'value="Autumn, again"' in html
    assert html.count(" checked") == 2
    assert "<strong>3</strong> of the set's 3 tables" in html
    assert "rater-1@example.org\nrater-2@example.org" in html
    assert f'<option value="{runs[0].uuid}" selected>' in html


@pytest.mark.parametrize(("asked", "copied"), [("2", 2), ("3", None), ("", None)])
def test_a_clone_keeps_the_size_of_a_sample(
    client: Client, lead: User, runs: list[GenerationRun], asked: str, copied: int | None
) -> None:
    study = new_study(client, runs, n_tables=asked)

    form = client.get(f"{NEW}?clone={study.uuid}").context["form"]

    assert form["n_tables"].value() == copied


def test_only_its_lead_reaches_a_study(client: Client, runs: list[GenerationRun]) -> None:
    study = make_study(make_person("lead@example.org", "lead"), runs=runs)
    client.force_login(make_person("other@example.org", "lead", "engineer"))

    for name in ("draft", "settings", "open_study", "reveal"):
        assert client.get(reverse(f"hub:{name}", args=[study.uuid])).status_code == 404
    assert client.post(reverse("hub:add_rater", args=[study.uuid]), {"email": "x@example.org"}).status_code == 404
    assert client.get(f"{NEW}?clone={study.uuid}").status_code == 404


def test_a_draft_names_models_and_no_code(client: Client, lead: User, runs: list[GenerationRun]) -> None:
    study = make_study(lead, runs=runs)
    # Codes that could not stand on the page by chance.
    for number, arm in enumerate(study.arms.order_by("id")):
        Arm.objects.filter(pk=arm.pk).update(code=f"Q-{number}")

    for name in ("draft", "settings", "open_study"):
        html = client.get(reverse(f"hub:{name}", args=[study.uuid])).content.decode()
        assert "zebra-7b" in html
        assert re.findall(r"Q-\d", html) == []


def test_settings_can_change(client: Client, lead: User, runs: list[GenerationRun]) -> None:
    study = new_study(client, runs)

    answer = client.post(reverse("hub:settings", args=[study.uuid]), fields(runs, question="Which is right?"))

    study.refresh_from_db()
    assert answer.status_code == 302
    assert study.question == "Which is right?"


def test_raters_are_added_and_removed(client: Client, lead: User, runs: list[GenerationRun]) -> None:
    study = make_study(lead, runs=runs, n_raters=1)

    answer = client.post(reverse("hub:add_rater", args=[study.uuid]), {"email": "rater-9@example.org"}, follow=True)
    assert "rater-9@example.org  http://" in answer.content.decode()
    again = client.post(reverse("hub:add_rater", args=[study.uuid]), {"email": "rater-9@example.org"})
    assert again.status_code == 422
    assert "rater-9@example.org is invited already." in again.content.decode()

    client.post(reverse("hub:remove_rater", args=[study.uuid, 1]))
    assert study.slots.get().invitations.get().email == "rater-9@example.org"


def test_a_draft_opens_when_all_gates_are_open(client: Client, lead: User, runs: list[GenerationRun]) -> None:
    study = make_study(lead, runs=runs)
    join_all(study)
    open_page = reverse("hub:open_study", args=[study.uuid])

    assert "Open the study</button>" in client.get(open_page).content.decode()
    assert client.post(open_page).headers["Location"] == reverse("lead:study", args=[study.uuid])

    study.refresh_from_db()
    assert study.state == Study.State.OPEN
    assert client.get(reverse("hub:draft", args=[study.uuid])).headers["Location"] == reverse(
        "lead:study", args=[study.uuid]
    )


def test_a_shut_gate_is_said_and_nothing_opens(client: Client, lead: User) -> None:
    table_set = make_tables(1)
    runs = [make_run("zebra-7b", table_set, text="Plain."), make_run("okapi", table_set, text="Not zebra-7b.")]
    study = make_study(lead, runs=runs)

    draft = client.get(reverse("hub:draft", args=[study.uuid])).content.decode()
    answer = client.post(reverse("hub:open_study", args=[study.uuid]))

    assert "4 places in the texts may name a writer" in draft
    assert answer.status_code == 409
    assert "4 places in the texts may name a writer" in answer.content.decode()
    study.refresh_from_db()
    assert study.state == Study.State.DRAFT


def revealing(client: Client, study: Study, reason: str) -> int:
    """Ask for the reveal and return the status."""
    return client.post(reverse("hub:reveal", args=[study.uuid]), {"reason": reason}).status_code


def test_the_reveal_needs_a_lock_an_analysis_and_a_reason(
    client: Client, lead: User, runs: list[GenerationRun]
) -> None:
    study = make_study(lead, runs=runs)
    open_with_raters(study)
    assert revealing(client, study, "Now.") == 302
    study.refresh_from_db()
    assert study.state == Study.State.OPEN

    lock_study(study, actor=lead.email)
    assert revealing(client, study, "Now.") == 422
    Analysis.objects.create(study=study, inputs_digest="0" * 64, code_version="x", result={})
    assert revealing(client, study, " ") == 422
    study.refresh_from_db()
    assert study.state == Study.State.LOCKED

    assert revealing(client, study, "All ratings are in.") == 302
    study.refresh_from_db()
    assert study.state == Study.State.REVEALED
    assert '"reason":"All ratings are in."' in LogEntry.objects.get(study=study, event="study_revealed").detail


def test_a_changed_envelope_is_not_opened(client: Client, lead: User, runs: list[GenerationRun]) -> None:
    study = make_study(lead, runs=runs)
    open_with_raters(study)
    lock_study(study, actor=lead.email)
    Analysis.objects.create(study=study, inputs_digest="0" * 64, code_version="x", result={})
    key = StudyKey.objects.get(study=study)
    StudyKey.objects.filter(pk=key.pk).update(payload=key.payload.replace("zebra", "okapi"))

    answer = client.post(reverse("hub:reveal", args=[study.uuid]), {"reason": "Now."})

    assert answer.status_code == 422
    assert "not the one that was sealed" in answer.content.decode()
    study.refresh_from_db()
    assert study.state == Study.State.LOCKED
