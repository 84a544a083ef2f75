"""A dataset, a training or a run that is ordered --> its end, worked on by this very process until there is one.

What a worker has in hand is left to it: it will be done there, or here once that one is gone.
"""

import time

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
    while Dataset.objects.filter(pk=dataset.pk, state__in=DATASET_WORKED_ON).exists():
        if synthesise_dataset(dataset.pk, worker=worker_name(), gives_way=False):
            time.sleep(LOOK_EVERY_S)
    dataset.refresh_from_db()


def train_here(training: TrainingRun) -> None:
    """Train to the end, whichever that is; it may give way to a run meanwhile."""
    while TrainingRun.objects.filter(pk=training.pk, state__in=TRAINING_WORKED_ON).exists():
        if run_training(training.pk, worker=worker_name()) or _is_at_work(training):
            time.sleep(LOOK_EVERY_S)
    training.refresh_from_db()


def generate_here(run: GenerationRun) -> None:
    """Let a run's model document its tables to the end, whichever that is."""
    while GenerationRun.objects.filter(pk=run.pk, state__in=WORKED_ON).exists():
        _free_orphans(run)
        if run_generation(run.pk, worker=worker_name(), queue=run.queue):
            time.sleep(LOOK_EVERY_S)
    run.refresh_from_db()


def _is_at_work(training: TrainingRun) -> bool:
    """Tell whether a worker has it in hand; this process then waits instead of asking without a pause."""
    return TrainingRun.objects.filter(pk=training.pk, state__in=TRAINING_WORKED_ON).exists()


def _free_orphans(run: GenerationRun) -> None:
    """Give back the tables of processes of this machine that were killed; the attempt counts, it may have been the table's fault."""
    held = run.items.filter(state=RunItem.State.CLAIMED)
    for worker in held.values_list("worker", flat=True).distinct():
        if is_orphaned_by(worker):
            held.filter(worker=worker).update(state=RunItem.State.WAITING, worker="", lease_until=None)
