"""Studies through the API: progress without outcomes, files by code from the lock on and by name after the reveal."""

import csv
import io
import json

import pytest
from django.test import Client

from evaluator.models import Candidate, Exposure, Study
from evaluator.steps.join_study import enrol
from modelhub.steps.reveal_study import reveal_study
from tests.blindness.world import CODES, World, make_world
from tests.makers import make_person, make_run, make_study, make_tables
from tests.modelhub.api.caller import Caller, caller_as, caller_for

pytestmark = pytest.mark.django_db
FILES = ("study.json", "ratings.csv")
ALL_NAMES = {f"Zanzibar-{index}b" for index in range(3)}


def read(caller: Caller, study: Study, file: str) -> str:
    """Return a file of a study."""
    answer = caller.get(f"/studies/{study.uuid}/{file}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def reveal(world: World) -> None:
    """Open the envelope of a locked study."""
    reveal_study(world.study, actor="lead@example.org", reason="It is time.")


@pytest.mark.parametrize("stage", ["draft", "open"])
def test_study_is_seen_with_its_progress_and_has_no_file_before_the_lock(stage: str) -> None:
    world = make_world(stage)
    lead = caller_for(world.people["lead"])
    status = lead.get(f"/studies/{world.study.uuid}").json()
    assert (status["state"], status["n_tables"], status["n_places"]) == (stage, 4, 4)
    assert (status["n_done"] > 0, status["n_total"] > status["n_done"]) == (
        (False, False) if stage == "draft" else (True, True)
    )
    (listed,) = lead.get("/studies").json()["items"]
    assert listed.items() <= status.items()
    answers = [lead.get(f"/studies/{world.study.uuid}/{file}") for file in FILES]
    assert [answer.status_code for answer in answers] == [409, 409]


def test_status_has_these_fields_and_none_that_tells_an_outcome() -> None:
    world = make_world("locked")
    status = caller_for(world.people["lead"]).get(f"/studies/{world.study.uuid}").json()
    times = {"created_at", "opened_at", "locked_at", "revealed_at", "deadline"}
    counts = {"n_done", "n_total", "n_tables", "n_places"}
    assert set(status) == {"id", "name", "question", "state", "simulated", "commitment"} | times | counts


@pytest.mark.parametrize("file", FILES)
def test_locked_study_is_sent_by_code_as_the_page_sends_it(client: Client, file: str) -> None:
    world = make_world("locked")
    sent = read(caller_for(world.people["lead"]), world.study, file)
    client.force_login(world.people["lead"])
    name = {"study.json": "export.json", "ratings.csv": "export.csv"}[file]
    page = client.get(f"/studies/{world.study.uuid}/{name}")
    assert sent == b"".join(page.streaming_content).decode()  # type: ignore[attr-defined]
    assert CODES[0] in sent
    assert not any(model in sent for model in ALL_NAMES)
    assert not Exposure.objects.filter(user=world.people["lead"]).exists()


def test_revealed_study_is_sent_by_name_and_who_has_it_is_exposed() -> None:
    world = make_world("locked")
    reveal(world)
    engineer = world.people["engineer"]
    Exposure.objects.all().delete()

    rows = list(csv.DictReader(io.StringIO(read(caller_for(engineer), world.study, "ratings.csv"))))

    assert {row["system_a"] for row in rows} | {row["system_b"] for row in rows} == ALL_NAMES
    digests = set(Candidate.objects.filter(arm__study=world.study).values_list("content_digest", flat=True))
    assert set(Exposure.objects.filter(user=engineer).values_list("content_digest", flat=True)) == digests
    named = json.loads(read(caller_for(world.people["lead"]), world.study, "study.json"))
    assert {arm["model"] for arm in named["key"]["arms"].values()} == ALL_NAMES


def test_who_rates_in_another_study_gets_no_names() -> None:
    world = make_world("locked")
    reveal(world)
    tables = make_tables(name="other")
    other = make_study(
        make_person("other@example.org", "lead"), runs=[make_run("a", tables), make_run("b", tables)], name="Other"
    )
    engineer = world.people["engineer"]
    Exposure.objects.filter(user=engineer).delete()
    enrol(engineer, other.slots.order_by("number")[0])
    answers = [caller_for(engineer).get(f"/studies/{world.study.uuid}/{file}") for file in FILES]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert not Exposure.objects.filter(user=engineer).exists()


def test_studies_of_others_do_not_exist() -> None:
    world = make_world("locked")
    stranger, engineer = caller_as("lead", "engineer"), caller_for(world.people["engineer"])
    paths = [f"/studies/{world.study.uuid}", *(f"/studies/{world.study.uuid}/{file}" for file in FILES)]
    assert [stranger.get(path).status_code for path in paths] == [404, 404, 404]
    assert stranger.get("/studies").json() == {"total": 0, "items": []}
    # Locked and not revealed: an engineer is nobody here.
    assert [engineer.get(path).status_code for path in paths] == [403, 404, 404]


def test_lead_who_was_taken_the_role_leads_nothing() -> None:
    world = make_world("locked")
    caller = caller_for(world.people["lead"])
    world.people["lead"].groups.clear()
    assert caller.get(f"/studies/{world.study.uuid}").status_code == 403


def test_archived_study_is_listed_in_the_archive() -> None:
    world = make_world("draft")
    Study.objects.update(archived_at=world.study.created_at)
    lead = caller_for(world.people["lead"])
    assert (lead.get("/studies").json()["total"], lead.get("/studies", archived="true").json()["total"]) == (0, 1)
