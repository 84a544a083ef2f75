"""A run by a real model, and by a real endpoint over loopback: every table gets its documentation, whatever comes between."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings

from modelhub.engine.prompts import LONG, SHORT
from modelhub.engine.text_model import GenerationConfig
from modelhub.engine.tiny import build_tiny
from modelhub.models import GenerationRun, LedgerEntry, ModelVersion, Worker
from modelhub.steps.claim_items import claim_items
from modelhub.steps.end_run import cancel_run, resume_run, retry_failed
from modelhub.steps.run_generation import run_generation
from modelhub.steps.start_run import RunOrder, fill_items, start_run
from modelhub.steps.store_prompt import store_prompt
from modelhub.steps.store_results import store_results
from tests.makers import make_tables
from tests.modelhub.generation import good
from tests.modelhub.stub_endpoint import never, running
from tests.stub_process import stub_process

pytestmark = pytest.mark.django_db(transaction=True)
SHORT_ANSWERS = GenerationConfig(max_new_tokens=200, n_retries=0)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model store with one tiny model in it."""
    folder = tmp_path_factory.mktemp("store")
    build_tiny(folder / "tiny", ["Document this table as JSON.", "shop.table_1 id: integer", "One row per event."])
    return folder


@pytest.fixture
def local(settings: Settings, store: Path) -> ModelVersion:
    settings.MODEL_STORE, settings.DEVICE = store, "cpu"
    return ModelVersion.objects.create(name="tiny", source="local", location="tiny", licence="Apache-2.0")


@pytest.fixture(scope="module")
def stub() -> Iterator[str]:
    """The address of the stub endpoint, which documents by rules."""
    with stub_process() as url:
        yield url


@pytest.fixture
def hosted(settings: Settings, stub: str) -> ModelVersion:
    settings.ALLOW_PRIVATE_ENDPOINTS = True
    return ModelVersion.objects.create(name="stub", source="endpoint", location=stub, revision="stub-rules")


def ordered(version: ModelVersion, n_tables: int, **order: object) -> GenerationRun:
    prompt, _ = store_prompt(LONG if version.source == "endpoint" else SHORT)
    return start_run(RunOrder(version, make_tables(n_tables), prompt, **order))  # type: ignore[arg-type]


def worked_on(run: GenerationRun) -> GenerationRun:
    while run_generation(run.pk, worker="test:1", queue=run.queue):
        pass
    return GenerationRun.objects.get(pk=run.pk)


def test_every_table_gets_one_result_from_a_model_of_this_machine_and_its_time_is_booked(local: ModelVersion) -> None:
    """Random weights never end a text, so nothing is passed on; that the model's texts are good is the engine's to test."""
    run = worked_on(ordered(local, 2, config=SHORT_ANSWERS))

    assert (run.state, run.n_done + run.n_failed, run.problem, len(run.digest)) == ("finished", 2, "", 64)
    assert run.items.filter(forced=True).count() == 2
    assert run.n_tokens_out > 0
    booked = LedgerEntry.objects.get(run=run)
    assert (booked.unit, booked.cost_usd) == ("device seconds", Decimal(0))
    assert Worker.objects.get().loaded_model == "tiny"


def test_files_that_changed_since_they_were_registered_are_not_run(local: ModelVersion, store: Path) -> None:
    ModelVersion.objects.filter(pk=local.pk).update(file_digests={"model.safetensors": "0" * 64})

    run = worked_on(ordered(ModelVersion.objects.get(pk=local.pk), 2))

    assert run.state == "stopped"
    assert "model.safetensors" in run.problem
    assert "changed since the version was registered" in run.problem


def test_an_endpoint_documents_every_table_and_its_tokens_are_booked(hosted: ModelVersion) -> None:
    run = worked_on(ordered(hosted, 40))

    assert (run.state, run.n_done, run.n_failed, run.problem) == ("finished", 40, 0, "")
    assert LedgerEntry.objects.get(run=run).unit == "tokens"
    assert run.p50_s is not None
    assert 0 < run.p50_s <= (run.p95_s or 0)


def test_an_endpoint_on_a_private_address_is_refused_unless_that_is_allowed(
    hosted: ModelVersion, settings: Settings
) -> None:
    settings.ALLOW_PRIVATE_ENDPOINTS = False

    run = worked_on(ordered(hosted, 2))

    assert (run.state, run.n_done) == ("stopped", 0)
    assert run.problem


def test_a_budget_stops_a_run_before_it_is_exceeded_and_it_can_go_on(
    hosted: ModelVersion, settings: Settings, tmp_path: Path
) -> None:
    settings.PRICES_FILE = tmp_path / "prices.yaml"
    settings.PRICES_FILE.write_text(
        'devices: []\nmodels:\n  - {model: dear, usd_per_million_in: "100", usd_per_million_out: "1000", '
        "date: 2020-01-01, source: a test}\n",
        encoding="utf-8",
    )
    ModelVersion.objects.filter(pk=hosted.pk).update(price="dear")
    run = worked_on(ordered(ModelVersion.objects.get(pk=hosted.pk), 120, budget_usd=Decimal("2.5")))

    assert run.state == "stopped"
    assert 0 < run.n_done < 120
    assert 0 < run.cost_usd <= Decimal("2.5")
    assert run.items.filter(state="claimed").count() == 0

    GenerationRun.objects.filter(pk=run.pk).update(budget_usd=Decimal("1000"))
    resume_run(run)
    run = worked_on(run)
    assert (run.state, run.n_done, run.outputs.count()) == ("finished", 120, 120)


def test_an_endpoint_that_never_answers_stops_its_run_which_says_so_and_goes_on_later(
    hosted: ModelVersion, settings: Settings, stub: str
) -> None:
    settings.ENDPOINT_PATIENCE_SECONDS = 3
    with running(then=never) as silent:
        ModelVersion.objects.filter(pk=hosted.pk).update(location=silent.url)
        run = worked_on(ordered(ModelVersion.objects.get(pk=hosted.pk), 60))

    assert run.state == "stopped"
    assert "never answered: it was asked for 3 s" in run.problem
    # Those that were given up; none is left in anybody's hands.
    assert run.n_failed == run.items.filter(kind="timeout").count() <= 16
    assert not run.items.filter(state="claimed").exists()

    ModelVersion.objects.filter(pk=hosted.pk).update(location=stub)
    if run.n_failed:
        retry_failed(run)
    else:
        resume_run(run)
    run = worked_on(run)
    assert (run.state, run.n_done) == ("finished", 60)


def test_a_cancelled_run_is_not_worked_on(hosted: ModelVersion) -> None:
    run = ordered(hosted, 3)
    cancel_run(run)

    assert worked_on(run).n_done == 0


def test_a_run_whose_worker_fails_in_an_unforeseen_way_stops_and_says_so(hosted: ModelVersion) -> None:
    """Else workers would take it up and fail for ever, and its page would say that it runs."""
    hosted.endpoint = {"requests_per_minute": 10**400}
    hosted.save()
    run = ordered(hosted, 3)

    with pytest.raises(OverflowError):
        run_generation(run.pk, worker="test:1", queue=run.queue)

    run.refresh_from_db()
    assert (run.state, run.n_done) == ("stopped", 0)
    assert run.problem.startswith("The worker failed with OverflowError")


def test_a_second_worker_documents_its_run_while_another_one_holds_all_of_a_more_urgent_run(
    hosted: ModelVersion,
) -> None:
    run = ordered(hosted, 40)
    prompt, _ = store_prompt(LONG)
    urgent = start_run(RunOrder(hosted, make_tables(3, name="urgent_set"), prompt, priority=5))
    fill_items(urgent)
    claim_items(urgent.pk, worker="first", n=3)

    assert not run_generation(run.pk, worker="second", queue=run.queue)

    run.refresh_from_db()
    assert (run.state, run.n_done) == ("finished", 40)
    assert Worker.objects.filter(name="second").count() == 1
    assert LedgerEntry.objects.filter(run=run).count() == 1
    assert urgent.items.filter(worker="first", state="claimed").count() == 3


def test_a_run_whose_last_worker_was_killed_before_its_end_ends_without_its_model(local: ModelVersion) -> None:
    run = ordered(local, 1, config=SHORT_ANSWERS)
    fill_items(run)
    (item,) = claim_items(run.pk, worker="killed", n=1)
    store_results(run.pk, [(item, good(item))], worker="killed")
    ModelVersion.objects.filter(pk=local.pk).update(location="gone")

    assert not run_generation(run.pk, worker="next", queue=run.queue)

    run.refresh_from_db()
    assert (run.state, run.n_done, run.problem) == ("finished", 1, "")
