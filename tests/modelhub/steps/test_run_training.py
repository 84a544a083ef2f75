"""A training by a worker: its curve, its version and its lineage; a killed worker's goes on elsewhere."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from modelhub.engine.lineage.code_version import code_version
from modelhub.engine.prompts import LONG, SHORT
from modelhub.engine.prompts import PromptTemplate as EnginePrompt
from modelhub.models import Dataset, DatasetLine, LedgerEntry, ModelVersion, TrainingPoint, TrainingRun
from modelhub.steps.check_model import folder_of
from modelhub.steps.run_training import run_training
from modelhub.steps.start_training import CannotTrain, cancel_training, resume_training
from modelhub.steps.store_prompt import store_prompt
from modelhub.steps.training_files import result_folder, work_folder
from modelhub.steps.training_lease import next_training
from modelhub.steps.verify_version import notes_on, verify_version
from modelhub.steps.work_here import train_here
from tests.modelhub.training import make_base, make_dataset, make_table_dataset, make_training

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
State = TrainingRun.State


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """A model store of one's own."""
    settings.MODEL_STORE, settings.DEVICE = (tmp_path / "store").resolve(), "cpu"
    return tmp_path / "store"


@pytest.mark.parametrize("method", ["full", "lora"])
def test_training_registers_a_version_whose_lineage_holds(store: Path, method: str) -> None:
    training = make_training(make_dataset(), make_base(store), method=method)

    assert run_training(training.pk, worker="w") is False

    training.refresh_from_db()
    version = training.result
    assert version is not None
    assert (training.state, training.n_steps_done, training.n_steps, training.problem) == (State.FINISHED, 6, 6, "")
    assert (version.name, version.problem, version.base) == (
        training.name,
        "",
        training.base if method == "lora" else None,
    )
    assert version.manifest["hub"] == {"dataset": training.dataset.digest, "training": str(training.uuid)}
    assert [claim.found for claim in verify_version(version)] == [None] * 6
    assert notes_on(version) == []
    points = list(training.points.order_by("step"))
    assert [point.step for point in points] == [1, 2, 3, 4, 5, 6]
    assert points[-1].loss == training.loss
    assert training.best_eval_loss == min(point.eval_loss for point in points if point.eval_loss is not None)
    assert LedgerEntry.objects.get(training=training).unit == "device seconds"
    assert not work_folder(training).exists()


def test_a_new_model_is_trained_from_nothing(store: Path) -> None:
    training = make_training(make_dataset())

    run_training(training.pk, worker="w")

    training.refresh_from_db()
    assert training.result is not None
    assert training.result.manifest["base"]["kind"] == "new"
    assert [claim.found for claim in verify_version(training.result)] == [None] * 5
    assert notes_on(training.result) == [
        "the new model that it began as is not kept, so its digests could not be computed again"
    ]


def test_each_changed_part_of_the_lineage_is_told(store: Path) -> None:
    training = make_training(make_dataset(), make_base(store))
    run_training(training.pk, worker="w")
    version = ModelVersion.objects.get(name=training.name)
    folder = result_folder(training)
    held = {claim.what: claim.found for claim in verify_version(version)}
    assert set(held.values()) == {None}

    (store / "base" / "generation_config.json").write_text("{}")
    DatasetLine.objects.filter(dataset=training.dataset, number=0).update(body="{}")
    type(training.dataset).objects.filter(pk=training.dataset.pk).update(report={"filters": [1]})
    (folder / "training_config.json").write_text("{}")

    found = [claim.found or "" for claim in verify_version(version)]
    assert "training_config.json was changed" in found[0]
    assert "the base's configuration is another one" in found[1]
    assert all(found[at].startswith("the digest is") for at in (2, 3, 5))
    assert "line 1: prompt must be a text, not nothing" in found[4]
    assert len(found) == 6


def test_the_prompt_template_is_computed_from_the_datasets_rows(store: Path) -> None:
    training = make_training(make_table_dataset(SHORT), make_base(store), max_steps=1)
    run_training(training.pk, worker="w")
    version = ModelVersion.objects.get(name=training.name)
    assert version.manifest["prompt_template"] == SHORT.digest
    assert {claim.found for claim in verify_version(version)} == {None}

    for digest, told in ((LONG.digest, "the digest is"), (None, "the digest is")):
        _rewrite(version, prompt_template=digest)
        assert [claim.what for claim in verify_version(version) if (claim.found or "").startswith(told)] == [
            "its prompts are those of the template that it names"
        ]


def test_a_template_that_the_hub_has_stored_is_known_too(store: Path) -> None:
    own = EnginePrompt("own", "", "What is this?\n{table}")
    training = make_training(make_table_dataset(own), make_base(store), max_steps=1)
    run_training(training.pk, worker="w")
    version = ModelVersion.objects.get(name=training.name)
    _rewrite(version, prompt_template=own.digest)
    (found,) = [claim.found for claim in verify_version(version) if "template" in claim.what]
    assert found == f"no template that is known here makes them, and it names {own.digest[:16]}…"

    store_prompt(own)

    assert {claim.found for claim in verify_version(version) if "template" in claim.what} == {None}


def test_other_code_and_what_cannot_be_computed_are_notes(store: Path) -> None:
    training = make_training(make_dataset(), make_base(store), max_steps=1)
    run_training(training.pk, worker="w")
    version = ModelVersion.objects.get(name=training.name)

    _rewrite(version, code="0.0.9+0123456789abcdef")

    assert notes_on(version) == [
        f"trained by other code than this: 0.0.9+0123456789abcdef, here {code_version()}",
    ]
    TrainingRun.objects.filter(pk=training.pk).update(result=None)
    assert notes_on(version)[0] == (
        "no training of this hub made it: its base, dataset, filter report, prompt template and configuration could not "
        "be computed again"
    )
    assert training.base is not None
    assert notes_on(training.base) == ["it has no manifest: only its files were compared"]


def _rewrite(version: ModelVersion, **parts: object) -> None:
    """Write other claims into a manifest, as if the version had been registered with it."""
    path = folder_of(version) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **parts}))
    ModelVersion.objects.filter(pk=version.pk).update(manifest_digest=sha256(path.read_bytes()).hexdigest())
    version.refresh_from_db()


@pytest.mark.parametrize("name", ["metrics.jsonl", "manifest.json", "model.safetensors"])
def test_a_version_whose_files_changed_is_refused_by_runs(store: Path, name: str) -> None:
    from modelhub.steps.loaded_model import CannotLoad
    from modelhub.steps.open_local import forget_local, open_local

    training = make_training(make_dataset())
    run_training(training.pk, worker="w")
    version = ModelVersion.objects.get(name=training.name)
    forget_local()
    open_local(version)

    path = result_folder(training) / name
    path.write_bytes(path.read_bytes().replace(b'"', b"'", 1) if name != "model.safetensors" else _flipped(path))

    forget_local()
    with pytest.raises(CannotLoad, match=name.replace(".", r"\.")):
        open_local(version)


def _flipped(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    return bytes(data)


def test_a_cancelled_training_keeps_its_checkpoint_and_goes_on(store: Path) -> None:
    dataset, base = make_dataset(), make_base(store)
    training = make_training(dataset, base)
    cancel_training(training)

    assert run_training(training.pk, worker="w") is False
    assert next_training() is None
    training.refresh_from_db()
    assert (training.state, training.result) == (State.CANCELLED, None)

    resume_training(training)
    run_training(training.pk, worker="w")
    training.refresh_from_db()
    assert training.state == State.FINISHED
    with pytest.raises(CannotTrain, match="Only a training that was cancelled or stopped"):
        resume_training(training)


def test_a_killed_workers_training_goes_on_from_its_checkpoint_to_the_same_weights(store: Path, tmp_path: Path) -> None:
    """The killed process is a real one that trains the same work folder by the engine's command."""
    dataset, base = make_dataset(40), make_base(store)
    whole = make_training(dataset, base, name="whole", max_steps=30, n_epochs=50, checkpoint_every=2, eval_every=0)
    run_training(whole.pk, worker="w")
    training = make_training(dataset, base, name="killed", max_steps=30, n_epochs=50, checkpoint_every=2, eval_every=0)
    _train_and_kill(training, tmp_path)
    assert list((work_folder(training) / "checkpoints").glob("step-*"))
    # What a killed worker leaves in the database: a lease that nobody renews.
    TrainingRun.objects.filter(pk=training.pk).update(
        state=State.RUNNING, worker="gone", lease_until=timezone.now() + timedelta(minutes=1), n_attempts=1
    )
    assert next_training() is None
    assert run_training(training.pk, worker="w") is False
    TrainingRun.objects.filter(pk=training.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert next_training() == training.pk

    run_training(training.pk, worker="w")

    training.refresh_from_db()
    assert (training.state, training.problem) == (State.FINISHED, "")
    of_whole, of_killed = (result_folder(one) / "model.safetensors" for one in (whole, training))
    assert of_killed.read_bytes() == of_whole.read_bytes()
    assert training.points.count() + _steps_of_the_killed(training) >= 30


def _train_and_kill(training: TrainingRun, tmp_path: Path) -> None:
    from modelhub.engine.train.metrics import read_metrics
    from modelhub.steps.check_model import folder_of
    from modelhub.steps.training_files import REPORT, write_training_data

    assert training.base is not None
    work = work_folder(training)
    dataset = write_training_data(training.dataset, work)
    words = [
        "train",
        "--model",
        folder_of(training.base),
        "--dataset",
        dataset,
        "--out",
        result_folder(training),
        "--work",
        work,
    ]
    words += ["--device", "cpu", "--metrics", tmp_path / "said.jsonl", "--filter-report", work / REPORT]
    for name in (
        "method",
        "compute",
        "learning_rate",
        "batch_tokens",
        "max_steps",
        "n_epochs",
        "checkpoint_every",
        "eval_every",
    ):
        words += [f"--{name.replace('_', '-')}", training.config[name]]
    process = subprocess.Popen(
        [sys.executable, "-m", "modelhub.engine", *map(str, words)], cwd=ROOT, env={**os.environ}
    )
    while process.poll() is None and not any(line.get("step", 0) >= 5 for line in read_metrics(work / "metrics.jsonl")):
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it ended before it was killed: the test would show nothing"


def _steps_of_the_killed(training: TrainingRun) -> int:
    first = TrainingPoint.objects.filter(training=training).order_by("step").values_list("step", flat=True).first()
    return (first or 1) - 1


def test_an_end_between_the_result_and_its_digests_is_made_good(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training = make_training(make_dataset(), make_base(store), max_steps=1)
    weights, real = result_folder(training) / "model.safetensors", Path.open

    def interrupted(path: Path, *given: Any, **named: Any) -> Any:
        if path == weights:
            raise KeyboardInterrupt
        return real(path, *given, **named)

    monkeypatch.setattr(Path, "open", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_training(training.pk, worker="w")
    monkeypatch.undo()
    version = ModelVersion.objects.get(name=training.name)
    assert (weights.is_file(), version.file_digests) == (True, {})
    # What a kill between the result and the end of its checkpoints leaves.
    work_folder(training).mkdir()

    train_here(training)

    assert (training.state, training.result) == (State.FINISHED, version)
    assert {claim.found for claim in verify_version(ModelVersion.objects.get(pk=version.pk))} == {None}
    assert [path.name for path in store.iterdir() if path.name.startswith(".")] == []


def test_device_time_is_booked_while_it_trains(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modelhub.steps.run_training.LOOK_EVERY_S", 0.0)
    dataset, base = make_dataset(), make_base(store)
    rare = make_training(dataset, base, name="rare", max_steps=3)
    often = make_training(dataset, base, name="often", max_steps=3)
    run_training(rare.pk, worker="w")

    monkeypatch.setattr("modelhub.steps.training_meter.BOOK_EVERY_S", 0.0)
    run_training(often.pk, worker="w")

    often.refresh_from_db()
    amounts = list(LedgerEntry.objects.filter(training=often).values_list("amount", flat=True))
    assert (LedgerEntry.objects.filter(training=rare).count(), len(amounts)) == (1, 4)
    assert float(sum(amounts)) == pytest.approx(often.worker_seconds, abs=0.01)


def test_a_training_that_had_its_slice_gives_way_to_a_dataset(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training = make_training(make_dataset(), make_base(store), max_steps=2)
    waiting = Dataset.objects.create(name="waiting", state=Dataset.State.QUEUED, queue="gpu")

    assert run_training(training.pk, worker="w") is False
    training = make_training(training.dataset, training.base, name="another", max_steps=2)
    monkeypatch.setattr("modelhub.steps.run_training.LONGEST_S", 0.0)
    assert run_training(training.pk, worker="w") is True
    Dataset.objects.filter(pk=waiting.pk).update(state=Dataset.State.CANCELLED)
    assert run_training(training.pk, worker="w") is False

    training.refresh_from_db()
    assert (training.state, training.n_steps_done) == (State.FINISHED, 2)


def test_workers_that_are_lost_again_and_again_stop_it(store: Path) -> None:
    training = make_training(make_dataset(), make_base(store))
    TrainingRun.objects.filter(pk=training.pk).update(n_attempts=4, lease_until=timezone.now() - timedelta(seconds=1))

    assert run_training(training.pk, worker="w") is False

    training.refresh_from_db()
    assert training.state == State.STOPPED
    assert "4 workers were lost" in training.problem


def test_what_stops_a_training_stands_with_it_and_nothing_is_registered(store: Path) -> None:
    dataset, base = make_dataset(), make_base(store)
    hopeless = make_training(dataset, base, name="a", context_length=8)
    changed = make_training(dataset, base, name="b")

    run_training(hopeless.pk, worker="w")
    DatasetLine.objects.filter(dataset=dataset, number=3).update(body='{"prompt": "x", "completion": "y"}')
    run_training(changed.pk, worker="w")

    hopeless.refresh_from_db()
    changed.refresh_from_db()
    assert (hopeless.state, changed.state) == (State.STOPPED, State.STOPPED)
    assert "longer than the context of 8 tokens" in hopeless.problem
    assert "its lines have the digest" in changed.problem
    assert list(ModelVersion.objects.values_list("name", flat=True)) == ["base"]


def test_orders_that_may_not_be_trained_are_refused(store: Path) -> None:
    dataset, base = make_dataset(), make_base(store)
    own_terms = make_dataset(name="own terms", terms="LicenseRef-Own")
    make_training(dataset, base, name="taken")
    hosted = ModelVersion.objects.create(name="hosted", source="endpoint", licence="Apache-2.0")
    adapter = ModelVersion.objects.create(name="adapter", source="local", base=base, licence="Apache-2.0")
    unlicensed = ModelVersion.objects.create(name="unlicensed", source="local", location="x", kind="large_model")

    for order, words in (
        ((own_terms, base, ""), "nobody has approved training on texts under LicenseRef-Own"),
        ((dataset, hosted, ""), "hosted can't be trained here"),
        ((dataset, adapter, ""), "adapter is an adapter itself: train on base"),
        ((dataset, unlicensed, ""), "its licence .none is stated."),
        ((dataset, base, "taken"), "There is a version or a training taken already"),
        ((dataset, base, "base"), "There is a version or a training base already"),
    ):
        with pytest.raises(CannotTrain, match=words):
            make_training(order[0], order[1], name=order[2])
    with pytest.raises(CannotTrain, match="choose the method full"):
        make_training(dataset, method="lora")
