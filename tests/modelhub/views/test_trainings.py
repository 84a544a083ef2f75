"""Pages about trainings: ordering one, how it goes, several side by side, and its version's lineage."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from evaluator.models import User
from modelhub.models import Dataset, ModelVersion, TrainingRun
from tests.datasets import make_dataset
from tests.makers import make_person

pytestmark = pytest.mark.django_db
SMALL = ("--new-llama", "16x1", "--vocabulary", "600", "--set", "max_steps=2", "--set", "batch_tokens=2000")


@pytest.fixture
def engineer(client: Client) -> User:
    person = make_person("engineer@example.org", "engineer")
    client.force_login(person)
    return person


@pytest.fixture
def dataset(settings: Settings, tmp_path: Path) -> Dataset:
    settings.MODEL_STORE = tmp_path / "models"
    settings.VAR_DIR = tmp_path
    return make_dataset(30, name="thirty")


def page(client: Client, name: str, *args: object, **query: object) -> str:
    """Return the HTML of a page that is there."""
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def train(name: str) -> TrainingRun:
    call_command("train_model", "--dataset", "thirty", "--name", name, *SMALL)
    return TrainingRun.objects.get(name=name)


def test_an_order_on_the_page_waits_for_a_worker(client: Client, engineer: User, dataset: Dataset) -> None:
    form = page(client, "hub:new_training", dataset=dataset.pk)
    assert "thirty" in form

    fields = {"dataset": dataset.pk, "base": "", "method": "full", "n_epochs": "1", "learning_rate": "0.002"}
    answer = client.post(reverse("hub:new_training"), fields)

    training = TrainingRun.objects.get()
    assert answer.headers["Location"] == reverse("hub:training", args=[training.uuid])
    assert (training.state, training.dataset, training.created_by) == ("queued", dataset, engineer)
    client.post(reverse("hub:cancel_training", args=[training.uuid]))
    training.refresh_from_db()
    assert training.state == "cancelled"
    client.post(reverse("hub:resume_training", args=[training.uuid]))
    training.refresh_from_db()
    assert training.state == "queued"


def test_an_order_without_a_dataset_says_so(client: Client, engineer: User) -> None:
    answer = client.post(reverse("hub:new_training"), {"method": "full", "n_epochs": "1"})

    assert answer.status_code == 422
    assert not TrainingRun.objects.exists()


def test_a_finished_training_shows_its_curve_and_its_version_its_lineage(
    client: Client, engineer: User, dataset: Dataset
) -> None:
    training = train("small-1")
    version = ModelVersion.objects.get(name="small-1")

    shown = page(client, "hub:training", training.uuid)
    of_version = page(client, "hub:model", version.uuid)

    assert "<svg" in shown
    assert f"{training.loss:.2f}" in shown
    assert reverse("hub:model", args=[version.uuid]) in shown
    assert version.manifest_digest in of_version
    assert "thirty" in of_version
    assert client.get(reverse("hub:training_progress", args=[training.uuid])).headers["HX-Refresh"] == "true"


def test_trainings_are_put_beside_each_other(client: Client, engineer: User, dataset: Dataset) -> None:
    trainings = [train("small-1"), train("small-2")]

    shown = page(client, "hub:trainings_beside", training=[str(one.uuid) for one in trainings])
    alone = client.get(reverse("hub:trainings_beside"), {"training": str(trainings[0].uuid)})

    assert [name for name in ("small-1", "small-2") if name in shown] == ["small-1", "small-2"]
    assert alone.headers["Location"] == reverse("hub:trainings")
    assert client.get(reverse("hub:trainings_beside"), {"training": "no-number"}).status_code == 302
