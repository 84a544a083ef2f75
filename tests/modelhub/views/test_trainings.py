"""Pages of trainings: ordered, watched, compared; a version's page shows where it comes from."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from modelhub.models import ModelVersion, TrainingPoint, TrainingRun
from modelhub.steps.run_training import run_training
from tests.makers import make_person
from tests.modelhub.training import make_base, make_dataset, make_training

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.MODEL_STORE, settings.DEVICE = (tmp_path / "store").resolve(), "cpu"
    return tmp_path / "store"


@pytest.fixture
def engineer(client: Client) -> Client:
    client.force_login(make_person("engineer@example.org", "engineer"))
    return client


def at_work(training: TrainingRun, losses: list[float]) -> None:
    TrainingPoint.objects.bulk_create(
        TrainingPoint(training=training, step=step, loss=loss, eval_loss=loss if step % 2 == 0 else None)
        for step, loss in enumerate(losses, start=1)
    )
    TrainingRun.objects.filter(pk=training.pk).update(
        state="running", n_steps=10, n_steps_done=len(losses), n_tokens=4000, loss=losses[-1], tokens_per_s=100.0
    )


def test_a_training_is_ordered_with_what_the_form_says(engineer: Client, store: Path) -> None:
    dataset, base = make_dataset(), make_base(store)
    form = {
        "dataset": dataset.uuid, "base": base.uuid, "method": "lora", "n_epochs": 3, "learning_rate": "0.0005",
        "batch_tokens": 1000, "lora_rank": 4, "patience": 2, "seed": 7, "name": "mine",
    }  # fmt: skip

    response = engineer.post("/hub/trainings/new/", form)

    training = TrainingRun.objects.get(name="mine")
    assert response.headers["Location"] == f"/hub/trainings/{training.uuid}/"
    config = training.config
    assert (config["n_epochs"], config["learning_rate"], config["lora_rank"], config["seed"]) == (3, 0.0005, 4, 7)
    assert (training.base, training.dataset, training.state) == (base, dataset, "queued")


def test_an_order_that_may_not_be_trained_says_why(engineer: Client) -> None:
    dataset = make_dataset(terms="LicenseRef-Own")
    form = {
        "dataset": dataset.uuid,
        "method": "full",
        "n_epochs": 1,
        "batch_tokens": 10,
        "lora_rank": 4,
        "patience": 0,
        "seed": 0,
    }

    response = engineer.post("/hub/trainings/new/", form)

    assert response.status_code == 422
    assert "nobody has approved training" in response.content.decode()
    assert not TrainingRun.objects.exists()


def test_a_training_at_work_shows_its_curve_and_asks_on(engineer: Client, store: Path) -> None:
    training = make_training(make_dataset(), make_base(store))
    at_work(training, [4.0, 3.0, 2.5, 2.0])

    page = engineer.get(f"/hub/trainings/{training.uuid}/").content.decode()

    assert "4 of 10 steps" in page
    assert "about 60 s left" in page
    assert f'hx-get="/hub/trainings/{training.uuid}/progress/"' in page
    assert "Loss by step: learnt from 4.000 to 2.000, held out 2.000" in page
    assert page.count("<circle") == 2


def test_the_part_that_changes_asks_for_the_whole_page_at_the_end(engineer: Client, store: Path) -> None:
    training = make_training(make_dataset(), make_base(store))
    address = f"/hub/trainings/{training.uuid}/progress/"
    assert "HX-Refresh" not in engineer.get(address).headers

    TrainingRun.objects.update(state="finished")

    assert engineer.get(address).headers["HX-Refresh"] == "true"


def test_trainings_beside_each_other_show_what_differs(engineer: Client, store: Path) -> None:
    dataset, base = make_dataset(), make_base(store)
    first, second = (make_training(dataset, base, name=f"t{seed}", seed=seed) for seed in (1, 2))
    at_work(first, [4.0, 3.0])

    page = engineer.get("/hub/trainings/beside/", {"training": [str(first.uuid), str(second.uuid)]}).content.decode()

    assert "<code>seed</code>" in page
    assert "<code>learning_rate</code>" not in page
    assert "2 trainings beside each other" in page
    for wrong in ([str(first.uuid)], ["nonsense", "x"], []):
        assert engineer.get("/hub/trainings/beside/", {"training": wrong}).headers["Location"] == "/hub/trainings/"


def test_cancelling_and_going_on(engineer: Client, store: Path) -> None:
    training = make_training(make_dataset(), make_base(store))

    engineer.post(f"/hub/trainings/{training.uuid}/cancel/")
    training.refresh_from_db()
    assert training.state == "cancelled"
    engineer.post(f"/hub/trainings/{training.uuid}/resume/")
    training.refresh_from_db()
    assert training.state == "queued"


@pytest.mark.django_db(transaction=True)
def test_a_versions_page_draws_its_lineage(engineer: Client, store: Path) -> None:
    base = make_base(store)
    training = make_training(make_dataset(), base, max_steps=1)
    run_training(training.pk, worker="w")
    version = ModelVersion.objects.get(name=training.name)

    page = engineer.get(f"/hub/models/{version.uuid}/").content.decode()
    without = engineer.get(f"/hub/models/{base.uuid}/").content.decode()

    assert page.count('class="box"') == 5
    assert page.count('class="arrow"') == 4
    for link in (
        f"/hub/trainings/{training.uuid}/",
        f"/hub/datasets/{training.dataset.uuid}/",
        f"/hub/models/{base.uuid}/",
    ):
        assert f'<a href="{link}"><svg' in page
    assert version.manifest_digest[:16] in page
    assert 'class="box"' not in without
