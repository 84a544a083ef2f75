"""Datasets for tests, made by the same steps that workers and pages call."""

from pathlib import Path

from pytest_django import Settings

from modelhub.models import Dataset, ModelVersion
from modelhub.steps.start_dataset import DatasetOrder, start_dataset
from modelhub.steps.synthesise_dataset import synthesise_dataset

WORKER = "elsewhere:1"


def make_dataset(n: int = 12, *, seed: int = 1, name: str = "") -> Dataset:
    """Store a finished dataset of the offline teacher."""
    dataset = start_dataset(DatasetOrder(n=n, seed=seed, name=name))
    synthesise_dataset(dataset.pk, worker=WORKER)
    dataset.refresh_from_db()
    return dataset


def make_teacher(name: str = "teacher-1", *, licence: str = "LicenseRef-Own-terms") -> ModelVersion:
    """Store a version behind an endpoint, which nobody asks."""
    return ModelVersion.objects.create(
        name=name,
        source=ModelVersion.Source.ENDPOINT,
        location="https://models.example.org/v1",
        revision="writer",
        licence=licence,
    )


def make_hosted_teacher(settings: Settings, url: str, folder: Path) -> ModelVersion:
    """Store a dear version behind the stub endpoint, which writes tables."""
    settings.ALLOW_PRIVATE_ENDPOINTS = True
    settings.PRICES_FILE = folder / "prices.yaml"
    settings.PRICES_FILE.write_text(
        'devices: []\nmodels:\n  - {model: dear, usd_per_million_in: "100", usd_per_million_out: "1000", '
        "date: 2020-01-01, source: a test}\n",
        encoding="utf-8",
    )
    return ModelVersion.objects.create(
        name="stub", source="endpoint", location=url, revision="stub-teacher", price="dear", licence="MIT"
    )


def worked_on(dataset: Dataset) -> Dataset:
    """Write on a dataset until nothing is left to do."""
    while synthesise_dataset(dataset.pk, worker=WORKER, gives_way=False):
        pass
    return Dataset.objects.get(pk=dataset.pk)
