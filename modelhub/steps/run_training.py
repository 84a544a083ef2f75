"""TrainingRun --> ModelVersion: train, keep the curve, register the result; killed anywhere, it goes on elsewhere."""

import math
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.engine.text_model import ModelGone
from modelhub.models import ModelVersion, TrainingRun
from modelhub.steps.check_model import FilesChanged, check_model, check_registered, folder_of
from modelhub.steps.dataset_lease import next_dataset
from modelhub.steps.loaded_model import forget_loaded_models
from modelhub.steps.next_run import next_run
from modelhub.steps.register_model import ModelCard, SourceCard, register_model
from modelhub.steps.run_states import TRAINING_WORKED_ON
from modelhub.steps.slice_of_work import LONGEST_S
from modelhub.steps.store_points import PointStore
from modelhub.steps.training_files import REPORT, result_folder, work_folder, write_training_data
from modelhub.steps.training_lease import training_in_hand
from modelhub.steps.training_meter import TrainingMeter
from modelhub.steps.worker_card import WorkerCard
from modelhub.steps.write_dataset import DatasetChanged

State = TrainingRun.State
LOOK_EVERY_S = 2.0


def run_training(training_id: int, *, worker: str, queue: str = "gpu") -> bool:
    """Work on a training until it ends, is cancelled, or something else waits; return whether there is more to do.

    Safe to be called for any training at any time, by any number of workers.
    """
    training = TrainingRun.objects.select_related("base", "dataset").get(pk=training_id)
    card = WorkerCard(worker, queue, loaded_model=f"training {training.name}"[:120])
    meter = TrainingMeter(training)
    with training_in_hand(training_id, card) as is_mine:
        if not is_mine:
            return False
        try:
            _work(training, queue, meter)
        except (OperationalError, InterfaceError):
            # The database is away, locked or full for a while: workers look again by themselves.
            raise
        except Exception as error:
            problem = (
                str(error) if _is_told(error) else f"The worker failed with {type(error).__name__}; its log says more."
            )
            stop_training(training_id, problem)
            if not _is_told(error):
                raise
        finally:
            meter.book()
    return TrainingRun.objects.filter(pk=training_id, state__in=TRAINING_WORKED_ON).exists()


def stop_training(training_id: int, problem: str) -> None:
    """Stop a training that can't go on, and say why; an engineer resumes it when the cause is gone."""
    working = TrainingRun.objects.filter(pk=training_id, state__in=TRAINING_WORKED_ON)
    working.update(state=State.STOPPED, problem=problem[:2000], ended_at=timezone.now())


def _work(training: TrainingRun, queue: str, meter: TrainingMeter) -> None:
    started = TrainingRun.objects.filter(pk=training.pk, started_at=None)
    started.update(started_at=timezone.now())
    out = result_folder(training)
    if not out.is_dir() and not _train(training, out, _Pause(training, queue, meter)):
        return
    _register(training, out)


def _train(training: TrainingRun, out: Path, should_pause: Callable[[], bool]) -> bool:
    """Train, or go on; return whether the result is there. Raises what the engine raises, FilesChanged."""
    # Pages reach this module by way of the tasks, and never load PyTorch.
    from modelhub.engine.train.config import config_from
    from modelhub.engine.train.course import End
    from modelhub.engine.train.training import Training, train

    # The device may not hold a model that writes and one that learns.
    forget_loaded_models()
    work = work_folder(training)
    asked = Training(
        source=_source(training),
        dataset=write_training_data(training.dataset, work),
        out=out,
        work=work,
        config=config_from(training.config),
        device=settings.DEVICE,
        notes={"hub": {"dataset": training.dataset.digest, "training": str(training.uuid)}},
        filter_report=work / REPORT,
    )
    with PointStore(training.pk) as points:
        outcome = train(asked, listen=points.take, should_pause=should_pause)
    return outcome.end is not End.PAUSED


def _source(training: TrainingRun) -> Any:
    """Return what the engine starts from; a base's files are checked against their digests. Raises FilesChanged."""
    from modelhub.engine.train.new_model import NewModel
    from modelhub.engine.train.source import Source

    if training.base is None:
        return Source("new", new=NewModel(**training.new_shape, seed=int(training.config["seed"])))
    check_model(training.base)
    return Source(training.base.name, directory=folder_of(training.base))


class _Pause:
    """Asked between steps: whether the training was cancelled, or something else waits and this had its slice."""

    def __init__(self, training: TrainingRun, queue: str, meter: TrainingMeter) -> None:
        self._pk, self._queue, self._meter = training.pk, queue, meter
        self._look_at, self._end = 0.0, math.inf

    def __call__(self) -> bool:
        now = time.monotonic()
        # Its slice begins with its first step: files that are long in reading must not use it up.
        self._end = min(self._end, now + LONGEST_S)
        if now < self._look_at:
            return False
        self._look_at = now + LOOK_EVERY_S
        self._meter.tick()
        if not TrainingRun.objects.filter(pk=self._pk, state__in=TRAINING_WORKED_ON).exists():
            return True
        return now >= self._end and self._something_waits()

    def _something_waits(self) -> bool:
        return next_run(self._queue) is not None or next_dataset(self._queue) is not None


def _register(training: TrainingRun, out: Path) -> None:
    """Register the result under the training's name, with its manifest checked against its files."""
    base = training.base
    is_adapter = base is not None and training.config["method"] == "lora"
    card = ModelCard(
        name=training.name,
        kind=ModelVersion.Kind.SMALL_MODEL,
        licence=base.licence if base else training.dataset.terms,
        notes=f"Trained here on {training.dataset.name}, from {training.base_name}.",
        source=SourceCard(ModelVersion.Source.LOCAL, out.name, base=base if is_adapter else None),
    )
    version, _ = register_model(card)
    if version.location != out.name:
        raise CheckpointRefused(
            f"Another version called {training.name} was registered meanwhile. Rename it, then go on."
        )
    # All that a kill could interrupt comes before the end: a finished training is never looked at again.
    check_registered(version.pk)
    shutil.rmtree(work_folder(training), ignore_errors=True)
    working = TrainingRun.objects.filter(pk=training.pk, state__in=TRAINING_WORKED_ON)
    working.update(state=State.FINISHED, result=version, ended_at=timezone.now())


def _is_told(error: Exception) -> bool:
    from modelhub.engine.train import TrainingFailed, TrainingRefused

    told = (TrainingFailed, TrainingRefused, CheckpointRefused, FilesChanged, DatasetChanged, ModelGone, OSError)
    return isinstance(error, told)
