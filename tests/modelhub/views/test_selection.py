"""The page on which a version is chosen: who may read what of it, what it says, and what is kept of a choice."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evaluator.models import Study, User
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from modelhub.models import ModelVersion, SelectionDecision
from modelhub.steps.approve_licence import approve_licence
from modelhub.steps.reveal_study import reveal_study
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters
from tests.modelhub.selection.data import PRICED, judged, priced

pytestmark = pytest.mark.django_db
PAGE, CSV, CHOOSE = (reverse(f"hub:{name}") for name in ("selection", "selection_csv", "choose_version"))


@pytest.fixture
def lead() -> User:
    return make_person("lead@example.org", "lead")


@pytest.fixture
def engineer() -> User:
    return make_person("eng@example.org", "engineer")


@pytest.fixture
def study(lead: User) -> Study:
    """A revealed study of three priced versions in which the cheapest wins."""
    for name, cost in PRICED.items():
        priced(name, cost)
    return judged(lead, *PRICED, best="quill-7b", margin="0.10")


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="evaluator.accounts.backends.ByEmail")
    return client


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def choose(person: User, version: ModelVersion | str, reason: str = "Good and cheap.", **asked: str) -> HttpResponse:
    chosen = version if isinstance(version, str) else str(version.uuid)
    return signed_in(person).post(CHOOSE, {"version": chosen, "reason": reason, **asked})  # type: ignore[return-value]


def test_page_shows_quality_cost_and_what_is_dominated(study: Study, lead: User) -> None:
    otter = ModelVersion.objects.get(name="otter-mini")
    page = text_of(signed_in(lead).get(PAGE, {"reference": str(otter.uuid)}))
    assert "<strong>1.00</strong>" in page
    assert f'<a href="{reverse("hub:report", args=[study.uuid])}">Autumn study</a>: 8 tables, 2 raters' in page
    assert "0.52 / 1.90" in page
    assert "Dominated: quill-7b costs no more and is shown not worse." in page
    assert 'role="img" aria-label="Win rate against otter-mini and dollars per 1,000 tables of 3 versions' in page


def test_version_that_no_study_judged_says_so(study: Study, lead: User) -> None:
    priced("wren-1b", "0.01")
    assert "not judged yet" in text_of(signed_in(lead).get(PAGE))


def test_lead_reads_only_the_studies_that_they_lead(study: Study, engineer: User) -> None:
    other = make_person("other@example.org", "lead")
    page = text_of(signed_in(other).get(PAGE))
    assert "Autumn study" not in page
    assert "Dominated" not in page
    assert "Autumn study" not in text_of(signed_in(other).get(CSV))
    assert "Autumn study" in text_of(signed_in(engineer).get(PAGE))
    study.leads.add(other)
    assert "Autumn study" in text_of(signed_in(other).get(PAGE))


def test_locked_study_says_nothing_before_its_reveal(lead: User, engineer: User) -> None:
    for name, cost in PRICED.items():
        priced(name, cost)
    study = judged(lead, *PRICED, best="quill-7b", name="Winter study", reveal=False)
    before = {who: text_of(signed_in(who).get(PAGE)) for who in (lead, engineer)}
    files = {who: text_of(signed_in(who).get(CSV)) for who in (lead, engineer)}
    for text in (*before.values(), *files.values()):
        assert "Winter study" not in text
        assert "Dominated: " not in text
    reveal_study(study, actor=lead.email, reason="The numbers are in.")
    for who in (lead, engineer):
        assert "Winter study" in text_of(signed_in(who).get(PAGE))
        assert "Winter study" in text_of(signed_in(who).get(CSV))


def test_page_before_the_reveal_is_the_same_whoever_wins(lead: User, engineer: User) -> None:
    for name, cost in PRICED.items():
        priced(name, cost)
    table = text_of(signed_in(engineer).get(CSV))
    judged(lead, *PRICED, best="quill-7b", name="First study", reveal=False)
    judged(lead, *PRICED, best="heron-70b", name="Second study", reveal=False)
    assert text_of(signed_in(engineer).get(CSV)) == table


@pytest.mark.parametrize("role", ["lead", "engineer"])
def test_who_rates_in_a_running_study_learns_nothing(study: Study, lead: User, role: str) -> None:
    tables = make_tables(2, name="running")
    runs = [make_run(name, tables, text=f"Running text of {name[:3]}.") for name in ("quill-7b", "otter-mini")]
    running = make_study(make_person("owner@example.org", "lead"), runs=runs, name="Running study")
    person = User.objects.get(email="rater-1@example.org")
    person.groups.add(Group.objects.get(name=role))
    study.leads.add(person)
    client = signed_in(person)
    assert "Autumn study" in text_of(client.get(PAGE))
    open_with_raters(running)

    answers: list[Any] = [client.get(PAGE), client.get(CSV), choose(person, ModelVersion.objects.get(name="quill-7b"))]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    for answer in answers:
        body = answer.content.decode()
        assert "Not while you rate" in body
        assert not any(word in body for word in (*PRICED, "Autumn study", "1.00"))
    assert not SelectionDecision.objects.exists()
    lock_study(running, actor="owner@example.org")
    assert client.get(PAGE).status_code == 403
    analyse_ratings(running.pk)
    assert "Autumn study" in text_of(client.get(PAGE))


def test_choice_is_recorded_with_who_when_and_what_was_known(study: Study, lead: User) -> None:
    quill, otter = (ModelVersion.objects.get(name=name) for name in ("quill-7b", "otter-mini"))

    answer = choose(lead, quill, "As good as the dear one.\nCheap.", reference=str(otter.uuid), busy="100")

    assert answer["Location"].startswith(PAGE)
    kept = SelectionDecision.objects.get()
    assert (kept.version, kept.reason.splitlines(), kept.chosen_by) == (
        quill,
        ["As good as the dear one.", "Cheap."],
        lead,
    )
    assert kept.figures["usd_per_1000"] == "0.250000"
    assert [(rate["study"], rate["against"], rate["estimate"]) for rate in kept.figures["rates"]] == [
        (str(study.uuid), "otter-mini", 1.0)
    ]
    page = text_of(signed_in(lead).get(PAGE))
    assert "Latest choice: quill-7b." in page
    assert "win rate 1.00" in page


def test_kept_win_rates_are_for_those_who_may_read_the_study(study: Study, engineer: User) -> None:
    quill, otter = (ModelVersion.objects.get(name=name) for name in ("quill-7b", "otter-mini"))
    choose(engineer, quill, "Cheap.", reference=str(otter.uuid))
    page = text_of(signed_in(make_person("other@example.org", "lead")).get(PAGE))
    assert "Latest choice: quill-7b." in page
    assert "Autumn study" not in page
    assert "win rate 1.00" not in page


def test_blocked_licence_can_not_be_chosen_until_it_is_approved(study: Study, lead: User, engineer: User) -> None:
    ModelVersion.objects.filter(name="quill-7b").update(licence="LicenseRef-house")
    quill = ModelVersion.objects.get(name="quill-7b")
    assert f'<option value="{quill.uuid}"' not in text_of(signed_in(lead).get(PAGE)).split("Record a choice")[1]

    answer = choose(lead, quill)

    assert answer.status_code == 422
    assert "quill-7b can&#x27;t be chosen: its licence, LicenseRef-house" in answer.content.decode()
    assert not SelectionDecision.objects.exists()
    approve_licence(quill, approved_by=engineer, why="Read by the lawyers.")
    assert choose(lead, quill).status_code == 302
    assert SelectionDecision.objects.get().version == quill


@pytest.mark.parametrize(
    ("version", "reason", "says"),
    [
        ("", "Cheap.", "Choose a version."),
        ("nonsense", "Cheap.", "Choose a version of the list."),
        ("00000000-0000-4000-8000-000000000000", "Cheap.", "There is no such version"),
        ("quill-7b", " \n ", "Say why"),
        ("quill-7b", "x" * 4001, "at most 4000 characters"),
        ("quill-7b", "null\x00byte", "Null characters are not allowed"),
    ],
)
def test_choice_that_makes_no_sense_is_refused(study: Study, lead: User, version: str, reason: str, says: str) -> None:
    known = ModelVersion.objects.filter(name=version).first()
    answer = choose(lead, known or version, reason)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not SelectionDecision.objects.exists()


def test_choice_that_is_sent_twice_is_recorded_once(study: Study, lead: User) -> None:
    quill, otter = (ModelVersion.objects.get(name=name) for name in ("quill-7b", "otter-mini"))
    for version in (quill, quill, otter, quill):
        assert choose(lead, version).status_code == 302
    assert [one.version.name for one in SelectionDecision.objects.order_by("id")] == [
        "quill-7b", "otter-mini", "quill-7b"
    ]  # fmt: skip


def test_hostile_texts_stay_texts(study: Study, lead: User) -> None:
    ModelVersion.objects.filter(name="quill-7b").update(name="=cmd|'/c calc'!A1 <script>alert(1)</script>")
    quill = ModelVersion.objects.get(name__startswith="=cmd")
    choose(lead, quill, "<img src=x onerror=alert(1)>")
    page = text_of(signed_in(lead).get(PAGE))
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "'=cmd" in text_of(signed_in(lead).get(CSV))


def test_file_has_a_row_per_version_and_study(study: Study, lead: User) -> None:
    otter = ModelVersion.objects.get(name="otter-mini")
    judged(lead, "quill-7b", "otter-mini", best="otter-mini", name="Spring study")
    priced("wren-1b", "0.01")

    lines = text_of(signed_in(lead).get(CSV, {"reference": str(otter.uuid)})).removeprefix("\ufeff").splitlines()

    rows = [dict(zip(lines[0].split(","), line.split(","), strict=True)) for line in lines[1:]]
    assert sorted((row["version"], row["study"], row["win_rate"]) for row in rows) == [
        ("heron-70b", "Autumn study", "0.5000"),
        ("otter-mini", "", ""),
        ("quill-7b", "Autumn study", "1.0000"),
        ("quill-7b", "Spring study", "0.0000"),
        ("wren-1b", "", ""),
    ]
    assert {row["usd_per_1000_tables"] for row in rows if row["version"] == "quill-7b"} == {"0.250000"}


def test_rehearsal_of_the_demo_counts_only_when_asked_for(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    call_command("load_demo", stdout=StringIO())
    client = signed_in(User.objects.get(email="lead@example.com"))
    rehearsal = Study.objects.get(simulated=True)

    page = text_of(client.get(PAGE))
    assert rehearsal.name not in page
    assert "with simulated raters" in page

    page = text_of(client.get(PAGE, {"simulated": "1"}))
    assert f"{rehearsal.name}</a>: 62 tables, 4 raters" in page
    assert "No person rated these texts" in page
    assert page.count("simulated raters</span>") == 2
    name = client.get(CSV, {"simulated": "1"})["Content-Disposition"]
    assert name == 'attachment; filename="blindbench-selection-with-simulated.csv"'


def test_page_of_models_and_page_of_studies_lead_here(study: Study, lead: User, engineer: User) -> None:
    assert f'href="{PAGE}"' in text_of(signed_in(engineer).get(reverse("hub:models")))
    assert f'href="{PAGE}"' in text_of(signed_in(lead).get(reverse("hub:models")))
    assert f'href="{PAGE}"' in text_of(signed_in(lead).get(reverse("lead:studies")))


def test_empty_hub_says_what_is_missing(lead: User) -> None:
    page = text_of(signed_in(lead).get(PAGE))
    assert "No version can be compared yet." in page
