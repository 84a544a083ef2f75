"""Datasets that a model teaches: budgets, tokens that are booked once, and models that fail or can't."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings

from modelhub.engine.synth.dataset import Briefs
from modelhub.engine.synth.llm_prompts import table_messages
from modelhub.engine.synth.offline.invented import Invention
from modelhub.engine.synth.taxonomy_files import read_industries, read_use_cases
from modelhub.engine.synth.teacher import Refusal
from modelhub.engine.text_model import Sampling, TextRequest
from modelhub.engine.tiny import build_tiny
from modelhub.models import Dataset, DatasetDraft, LedgerEntry, ModelVersion
from modelhub.steps import dataset_journal
from modelhub.steps.begin_dataset import begin_dataset
from modelhub.steps.dataset_journal import Journal
from modelhub.steps.dataset_lease import Interrupted, dataset_in_hand
from modelhub.steps.dataset_rows import written_from_json
from modelhub.steps.end_dataset import cancel_dataset
from modelhub.steps.open_teacher import OpenTeacher, open_teacher
from modelhub.steps.start_dataset import CannotSynthesise, DatasetOrder, start_dataset
from tests.datasets import WORKER, make_hosted_teacher, worked_on
from tests.modelhub.stub_endpoint import fails, running
from tests.stub_process import stub_process

pytestmark = pytest.mark.django_db
N = 24


@pytest.fixture(scope="module")
def stub() -> Iterator[str]:
    """The address of the stub endpoint, which also writes tables."""
    with stub_process() as url:
        yield url


@pytest.fixture
def hosted(settings: Settings, stub: str, tmp_path: Path) -> ModelVersion:
    return make_hosted_teacher(settings, stub, tmp_path)


def test_only_the_offline_teacher_invents(hosted: ModelVersion) -> None:
    with pytest.raises(CannotSynthesise, match="Only the offline teacher"):
        start_dataset(DatasetOrder(n=6, teacher=hosted, invention=Invention(0.5)))


def test_a_model_teaches_and_its_tokens_are_booked(hosted: ModelVersion) -> None:
    dataset = worked_on(start_dataset(DatasetOrder(n=N, teacher=hosted)))

    assert (dataset.state, dataset.problem, dataset.n_examples) == ("finished", "", N)
    assert dataset.terms == "MIT"
    # What it declined or babbled is there to be read, with the brief it was asked for.
    assert {reject.reason for reject in dataset.rejects.all()} <= {"no_draft", "not_create_table"}
    assert dataset.n_rejects == dataset.rejects.exclude(industry="").exclude(use_case="").count()
    booked = LedgerEntry.objects.get(dataset=dataset)
    assert (booked.unit, int(booked.amount)) == ("tokens", dataset.n_tokens_in + dataset.n_tokens_out)
    assert booked.cost_usd == dataset.cost_usd > 0
    assert not DatasetDraft.objects.exists()


def test_a_budget_stops_a_dataset_which_goes_on_with_a_larger_one(hosted: ModelVersion) -> None:
    whole = worked_on(start_dataset(DatasetOrder(n=N, teacher=hosted, name="whole")))

    order = DatasetOrder(n=N, teacher=hosted, name="in parts", budget_usd=whole.cost_usd / 2)
    dataset = begin_dataset(order)
    stopped = worked_on(dataset)

    n_kept = stopped.drafts.count()
    assert (stopped.state, stopped.digest, stopped.lines.count()) == ("stopped", "", 0)
    assert 0 < n_kept < N
    assert 0 < stopped.cost_usd <= whole.cost_usd / 2
    assert "budget" in stopped.problem.lower()

    assert begin_dataset(replace(order, budget_usd=Decimal(1000))) == dataset
    # The same command or file as ever doesn't take back what was raised meanwhile.
    assert begin_dataset(order).budget_usd == Decimal(1000)
    ended = worked_on(dataset)
    assert (ended.state, ended.digest) == ("finished", whole.digest)
    # Of a batch that was cut off, tables without texts are asked again.
    assert ended.cost_usd < whole.cost_usd * 2
    assert booked_tokens(dataset) == (ended.n_tokens_in + ended.n_tokens_out, ended.cost_usd)


def booked_tokens(dataset: Dataset) -> tuple[int, Decimal]:
    entries = LedgerEntry.objects.filter(dataset=dataset, unit="tokens")
    return int(sum(entry.amount for entry in entries)), sum((entry.cost_usd for entry in entries), start=Decimal(0))


def asked_once(teacher: OpenTeacher) -> None:
    """Have the model answer one request of a first stage, of which no draft comes yet."""
    assert teacher.meter is not None
    request = TextRequest(0, table_messages(next(iter(Briefs(read_industries(), read_use_cases(), 1)))), 400)
    assert [one.n_tokens_out > 0 for one in teacher.meter.complete([request], sampling=Sampling())] == [True]


def test_tokens_of_a_worker_that_was_killed_are_booked_when_another_takes_over(
    hosted: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset_journal, "STORE_EVERY_S", 0.0)
    dataset = start_dataset(DatasetOrder(n=3, teacher=hosted))
    teacher = open_teacher(dataset)
    with dataset_in_hand(dataset.pk, worker=WORKER):
        Journal(dataset, teacher, worker=WORKER, gives_way=False)
        asked_once(teacher)
    teacher.close()
    # It stored what it had spent, though no draft came of it, and was killed before it booked anything.
    killed = Dataset.objects.get(pk=dataset.pk)
    assert killed.n_tokens_out > 0
    assert booked_tokens(dataset) == (0, Decimal(0))

    ended = worked_on(dataset)

    assert booked_tokens(dataset) == (ended.n_tokens_in + ended.n_tokens_out, ended.cost_usd)
    first, second = LedgerEntry.objects.filter(dataset=dataset).order_by("id")
    assert (int(first.amount), first.cost_usd) == (killed.n_tokens_in + killed.n_tokens_out, killed.cost_usd)
    assert first.price["model"] == second.price["model"] == "dear"


def test_whatever_ends_the_writing_what_came_is_stored_and_booked(
    hosted: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset_journal, "STORE_EVERY_S", 3600.0)
    dataset = start_dataset(DatasetOrder(n=N, teacher=hosted))
    n_sifted = itertools.count(1)

    def interrupted(journal: Journal, outcome: object) -> None:
        if next(n_sifted) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Journal, "sifted", interrupted)
    with pytest.raises(KeyboardInterrupt):
        worked_on(dataset)

    ended = Dataset.objects.get(pk=dataset.pk)
    assert ended.drafts.count() == N
    assert booked_tokens(dataset) == (ended.n_tokens_in + ended.n_tokens_out, ended.cost_usd)
    assert ended.cost_usd > 0


def test_a_cancel_is_seen_at_the_next_draft_though_tokens_are_stored_in_between(
    hosted: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = start_dataset(DatasetOrder(n=3, teacher=hosted))
    teacher = open_teacher(dataset)
    with dataset_in_hand(dataset.pk, worker=WORKER):
        journal = Journal(dataset, teacher, worker=WORKER, gives_way=False)
        cancel_dataset(dataset)
        monkeypatch.setattr(dataset_journal, "STORE_EVERY_S", 0.0)
        asked_once(teacher)
        monkeypatch.setattr(dataset_journal, "STORE_EVERY_S", 3600.0)
        with pytest.raises(Interrupted):
            journal.written(1, Refusal("refused", "no"))
    teacher.close()


def test_the_card_of_a_models_dataset_says_whose_words_they_are(hosted: ModelVersion) -> None:
    dataset = worked_on(start_dataset(DatasetOrder(n=3, teacher=hosted)))

    assert "- tables and texts: written by stub, version stub-teacher, prompts" in dataset.card
    assert "- no customer data in what that model was asked" in dataset.card
    assert "anybody's database" not in dataset.card


def test_versions_with_other_weights_of_one_shape_are_told_apart_as_teachers(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MODEL_STORE, settings.DEVICE = tmp_path, "cpu"
    for seed, name in enumerate(("one", "other")):
        build_tiny(tmp_path / name, ["One row per order."], seed=seed)
        ModelVersion.objects.create(name=name, source="local", location=name, licence="MIT")
    (tmp_path / "again").symlink_to(tmp_path / "one")
    ModelVersion.objects.create(name="again", source="local", location="again", licence="MIT")

    one, other, again = (_version_of_teacher(name) for name in ("one", "other", "again"))

    assert one == again != other


def _version_of_teacher(name: str) -> str:
    dataset = start_dataset(DatasetOrder(n=1, teacher=ModelVersion.objects.get(name=name)))
    return open_teacher(Dataset.objects.select_related("teacher").get(pk=dataset.pk)).teacher.version


def test_an_endpoint_that_fails_ends_in_words_and_stores_nothing(hosted: ModelVersion) -> None:
    with running(then=fails(401)) as broken:
        ModelVersion.objects.filter(pk=hosted.pk).update(location=broken.url)
        dataset = worked_on(start_dataset(DatasetOrder(n=3, teacher=ModelVersion.objects.get(pk=hosted.pk))))

    assert (dataset.state, dataset.lines.count(), dataset.digest) == ("stopped", 0, "")
    assert "401" in dataset.problem


def test_a_local_model_that_can_not_teach_ends_in_words_with_all_that_it_wrote(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MODEL_STORE, settings.DEVICE = tmp_path, "cpu"
    build_tiny(tmp_path / "tiny", ["CREATE TABLE shop.orders (order_id integer);", "One row per order."])
    babbler = ModelVersion.objects.create(name="tiny", source="local", location="tiny", licence="Apache-2.0")

    dataset = worked_on(start_dataset(DatasetOrder(n=2, teacher=babbler)))

    assert (dataset.state, dataset.digest, dataset.lines.count()) == ("stopped", "", 0)
    assert "none of 4 drafts passed the filters" in dataset.problem
    # Kept: whoever looks for the reason reads what came, and going on does not ask for it again.
    written = [written_from_json(text) for text in dataset.drafts.values_list("written", flat=True)]
    assert written
    assert all(isinstance(one, Refusal) or not one.comments for one in written)
    assert LedgerEntry.objects.get(dataset=dataset).unit == "device seconds"
