"""Runs through the API: reckoned, started, watched, cancelled, gone on with, tried again."""

from typing import Any
from uuid import uuid4

import pytest

from evaluator.steps.join_study import enrol
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.claim_items import claim_items
from modelhub.steps.store_prompt import store_built_in_prompts
from modelhub.steps.store_results import store_results
from tests.makers import make_person, make_run, make_study, make_tables
from tests.modelhub.api.caller import caller_as, caller_for
from tests.modelhub.generation import bad, good, make_queued_run

pytestmark = pytest.mark.django_db


def order() -> dict[str, Any]:
    """Return a run that can be started."""
    version = ModelVersion.objects.create(name="tiny", source="local", location="tiny")
    prompt = store_built_in_prompts()[0]
    return {"model": str(version.uuid), "table_set": str(make_tables(3).uuid), "prompt": prompt.digest}


def hosted_order() -> dict[str, Any]:
    """Return a run of an endpoint that has a price, so that it can have a budget."""
    version = ModelVersion.objects.create(
        name="hosted", source="endpoint", location="https://models.example/v1", revision="x", price="stub-rules"
    )
    return {**order(), "model": str(version.uuid)}


def half_done(run: GenerationRun) -> None:
    items = claim_items(run.pk, worker="gpu-1:1", n=3)
    store_results(run.pk, [(items[0], good(items[0])), (items[1], bad("json"))], worker="gpu-1:1")


def test_estimate_starts_nothing() -> None:
    answer = caller_as("engineer").post("/runs/estimate", order())
    assert answer.status_code == 200, answer.content
    estimate = answer.json()
    assert (estimate["n_tables"], estimate["cost_usd"]) == (3, None)
    assert estimate["n_tokens_in"] > 0
    assert estimate["why"].startswith("No price")
    assert not GenerationRun.objects.exists()


def test_order_that_is_sent_again_with_its_key_is_answered_by_the_run_it_started() -> None:
    caller, run = caller_as("engineer"), {**hosted_order(), "seed": 7, "temperature": "0.50", "budget_usd": "2.5"}
    first = caller.post("/runs", run, key="nightly")
    again = caller.post("/runs", run, key="nightly")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    other = caller.post("/runs", {**run, "seed": 8}, key="nightly")
    assert (other.status_code, "The same key" in other.json()["detail"]) == (409, True)
    assert GenerationRun.objects.count() == 1

    # Without a key, with another one, and by another person it is an order of its own.
    assert caller.post("/runs", run).status_code == 201
    assert caller.post("/runs", run).status_code == 201
    assert caller.post("/runs", run, key="nightly 2").status_code == 201
    somebody = caller_for(make_person("second@example.org", "engineer"))
    assert somebody.post("/runs", run, key="nightly").status_code == 201
    assert GenerationRun.objects.count() == 5
    assert caller.post("/runs", run, key="x" * 256).status_code == 422


def test_run_is_started_and_listed() -> None:
    caller = caller_as("engineer")
    made = caller.post("/runs", {**hosted_order(), "seed": 7, "temperature": "0.5", "budget_usd": 2.5, "forced": False})
    assert made.status_code == 201, made.content
    run = GenerationRun.objects.get()
    assert (made.json()["id"], made.json()["state"], made.json()["n_items"]) == (str(run.uuid), "queued", 3)
    assert (run.seed, run.parameters["sampling"]["temperature"], str(run.budget_usd)) == (7, "0.5", "2.5000")
    assert run.parameters["forced"] is False
    assert caller.get("/runs").json()["total"] == 1
    assert {prompt["name"] for prompt in caller.get("/prompts").json()["items"]} == {"long", "short"}


@pytest.mark.parametrize("path", ["/runs", "/runs/estimate"])
def test_a_budget_that_nobody_would_keep_is_refused(path: str) -> None:
    caller, run = caller_as("engineer"), {**order(), "budget_usd": "5"}

    local = caller.post(path, run)
    ModelVersion.objects.update(source="endpoint", revision="nobody-prices-this")
    unpriced = caller.post(path, run)

    assert (local.status_code, unpriced.status_code) == (409, 409)
    assert "the time of a device of your own is booked, not capped" in local.json()["detail"]
    assert "model 'nobody-prices-this' has no price" in unpriced.json()["detail"]
    assert not GenerationRun.objects.exists()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"model": str(uuid4())}, "model"),
        ({"model": "tiny"}, "model"),
        ({"prompt": "x"}, "prompt"),
        ({"temperature": 3}, "temperature"),
        ({"seed": -1}, "seed"),
        ({"budget_usd": "0"}, "budget_usd"),
        ({"colour": 1}, "colour"),
    ],
)
def test_order_that_cannot_be_is_refused_by_field(change: dict[str, Any], where: str) -> None:
    answer = caller_as("engineer").post("/runs", order() | change)
    assert answer.status_code == 422
    assert [problem["where"] for problem in answer.json()["problems"]] == [where]
    assert not GenerationRun.objects.exists()


def test_set_without_tables_is_a_conflict() -> None:
    empty = make_tables(0, name="empty")
    answer = caller_as("engineer").post("/runs", order() | {"table_set": str(empty.uuid)})
    assert (answer.status_code, answer.json()["problems"]) == (409, [])
    assert "holds no tables" in answer.json()["detail"]


def test_run_at_work_is_watched() -> None:
    run = make_queued_run(6)
    half_done(run)
    seen = caller_as("lead").get(f"/runs/{run.uuid}").json()
    counts = [seen[name] for name in ("n_items", "n_done", "n_failed", "n_in_work", "n_waiting", "n_repaired")]
    assert counts == [6, 1, 1, 1, 3, 0]
    assert seen["errors"] == [{"status": "invalid", "kind": "json", "n_tables": 1}]
    assert seen["model"]["name"] == "tiny"


def test_kinds_of_errors_are_closed_to_who_rates_somewhere() -> None:
    run = make_queued_run(3)
    half_done(run)
    tables = make_tables()
    study = make_study(make_person("lead@example.org", "lead"), runs=[make_run("a", tables), make_run("b", tables)])
    rater = make_person("rater-1@example.org", "rater", "engineer")
    enrol(rater, study.slots.order_by("number")[0])
    assert caller_for(rater).get(f"/runs/{run.uuid}").json()["errors"] is None


def test_run_is_cancelled_gone_on_with_and_tried_again() -> None:
    run, caller = make_queued_run(3), caller_as("engineer")
    half_done(run)
    assert caller.post(f"/runs/{run.uuid}/cancel").json()["state"] == "cancelled"
    again = caller.post(f"/runs/{run.uuid}/cancel")
    assert (again.status_code, again.json()["detail"]) == (409, "The run has ended already.")
    assert caller.post(f"/runs/{run.uuid}/resume").json()["state"] == "queued"
    assert caller.post(f"/runs/{run.uuid}/resume").status_code == 409
    assert caller.post(f"/runs/{run.uuid}/resume", {"budget_usd": "-1"}).status_code == 422
    assert caller.post(f"/runs/{run.uuid}/retry", {"kind": "other"}).status_code == 409
    assert caller.post(f"/runs/{run.uuid}/retry", {"kind": "json"}).json() == {"n_tables": 1}
    assert not run.items.filter(state="failed").exists()
    assert run.outputs.count() == 1


def test_lead_only_watches() -> None:
    run, lead = make_queued_run(3), caller_as("lead")
    statuses = [lead.post(f"/runs/{run.uuid}/{what}").status_code for what in ("cancel", "resume", "retry")]
    assert statuses == [403, 403, 403]
    run.refresh_from_db()
    assert run.state == "queued"


def test_run_that_is_not_there_is_404() -> None:
    caller = caller_as("engineer")
    for answer in (caller.get(f"/runs/{uuid4()}"), caller.get("/runs/nonsense"), caller.get("/nothing")):
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found.", "problems": []})
    wrong = caller.get("/runs/estimate")
    assert (wrong.status_code, wrong["Allow"], set(wrong.json())) == (405, "POST", {"detail", "problems"})
