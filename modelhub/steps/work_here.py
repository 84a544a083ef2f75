"""A dataset, a training or a run that is ordered --> its end, worked on by this very process until there is one.

What a worker has in hand is left to it: it will be done there, or here once that one is gone.
"""

import time
from collections.abc import Callable

from modelhub.models import Dataset, GenerationRun, RunItem, TrainingRun
from modelhub.steps.orphans import is_orphaned_by
from modelhub.steps.run_generation import run_generation
from modelhub.steps.run_states import DATASET_WORKED_ON, TRAINING_WORKED_ON, WORKED_ON
from modelhub.steps.run_training import run_training
from modelhub.steps.synthesise_dataset import synthesise_dataset
from modelhub.steps.worker_card import worker_name

LOOK_EVERY_S = 1.0


def write_dataset_here(dataset: Dataset) -> None:
    """Write a dataset to its end, whichever that is."""
    working = Dataset.objects.filter(pk=dataset.pk, state__in=DATASET_WORKED_ON)
    _work(working.exists, lambda: synthesise_dataset(dataset.pk, worker=worker_name(), gives_way=False))
    dataset.refresh_from_db()


def train_here(training: TrainingRun) -> None:
    """Train to the end, whichever that is; it may give way to a run meanwhile."""
    working = TrainingRun.objects.filter(pk=training.pk, state__in=TRAINING_WORKED_ON)
    _work(working.exists, lambda: run_training(training.pk, worker=worker_name()))
    training.refresh_from_db()


def generate_here(run: GenerationRun) -> None:
    """Let a run's model document its tables to the end, whichever that is."""
    working = GenerationRun.objects.filter(pk=run.pk, state__in=WORKED_ON)
    _work(working.exists, lambda: _generate(run))
    run.refresh_from_db()


def _work(is_left: Callable[[], bool], work: Callable[[], object]) -> None:
    # `.exists` of a queryset asks the database every time.
    while is_left():
        work()
        if is_left():
            time.sleep(LOOK_EVERY_S)


def _generate(run: GenerationRun) -> None:
    held = run.items.filter(state=RunItem.State.CLAIMED)
    for worker in held.values_list("worker", flat=True).distinct():
        # Killed on this machine, so nobody need wait for its lease. The attempt counts: a table may have been the cause.
        if is_orphaned_by(worker):
            held.filter(worker=worker).update(state=RunItem.State.WAITING, worker="", lease_until=None)
    run_generation(run.pk, worker=worker_name(), queue=run.queue)
