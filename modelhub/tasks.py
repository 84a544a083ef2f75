"""What a worker does for the sighted half: each task fetches by id and calls one step."""

import logging
import threading
from typing import Any

from celery import shared_task
from celery.signals import worker_process_init, worker_ready
from django.conf import settings
from django.db import OperationalError as DatabaseOperationalError
from kombu.exceptions import OperationalError

from evaluator.steps.ask_opening import SILENCE, free_openings, silent_openings
from modelhub.steps.carry_out_opening import carry_out_opening
from modelhub.steps.check_model import check_registered, unchecked_models
from modelhub.steps.dataset_lease import next_dataset
from modelhub.steps.draw_named_figures import draw_named_figures, undrawn_studies
from modelhub.steps.measure_blinding import measure_blinding, unmeasured_studies
from modelhub.steps.next_run import next_run, place_to_work
from modelhub.steps.run_generation import run_generation
from modelhub.steps.run_training import run_training
from modelhub.steps.training_lease import next_training
from modelhub.steps.worker_card import WorkerCard, show_worker, worker_name

logger = logging.getLogger(__name__)
# How often a worker looks for work that no message told of: one was lost, or another worker was killed.
LOOK_EVERY_S = min(20.0, settings.LEASE_SECONDS / 3)
QUEUES = ("gpu", "web")


@shared_task
def draw_named_figures_task(study_id: int) -> None:
    """Draw the figures of a revealed study by name."""
    draw_named_figures(study_id)


@shared_task
def measure_blinding_task(study_id: int) -> None:
    """Measure whether the blinding of a revealed study held."""
    measure_blinding(study_id)


@shared_task
def resume_reveals_task() -> None:
    """Do what a killed worker, or a lost message, left undone after a reveal."""
    for study_id in undrawn_studies():
        draw_named_figures_task.delay(study_id)
    for study_id in unmeasured_studies():
        measure_blinding_task.delay(study_id)


@shared_task
def open_study_task(study_id: int) -> None:
    """Open a draft whose lead has asked for it; running it twice changes nothing."""
    carry_out_opening(study_id)


@shared_task
def resume_openings_task(*, freed: bool) -> None:
    """Go on with openings that no worker is at; freed: with all of them, whoever seems to be."""
    if freed:
        free_openings()
    for study_id in silent_openings():
        open_study_task.delay(study_id)


@shared_task
def generate_task(queue: str) -> None:
    """Work on the most urgent run of a queue for a while, else on a dataset; a message of its own asks for the rest."""
    with place_to_work(queue) as is_free:
        if is_free:
            try:
                _look_for_work(queue)
            except DatabaseOperationalError as error:
                # Locked, away, or its disk full. Nothing is lost, and no model is asked before its answer can be stored.
                logger.error("The database takes nothing (%s); in %.0f s it is tried again.", error, LOOK_EVERY_S)


def _look_for_work(queue: str) -> None:
    """Runs before datasets: somebody waits for a run's texts, and a dataset goes on from where it was."""
    run_id = next_run(queue)
    if run_id is not None:
        run_generation(run_id, worker=worker_name(), queue=queue)
        wake(queue)
    elif (dataset_id := next_dataset(queue)) is not None:
        _write_dataset(dataset_id)
        wake(queue)
    else:
        show_worker(WorkerCard(worker_name(), queue))
        _check_models(queue)
        _train(queue)


def _train(queue: str) -> None:
    """Work on the oldest training that nobody has in hand. What is shorter goes first."""
    training_id = next_training() if queue == "gpu" else None
    if training_id is not None:
        run_training(training_id, worker=worker_name(), queue=queue)
        wake(queue)


def _write_dataset(dataset_id: int) -> None:
    # Teachers and filters are for workers: pages import this module too, and stay light.
    from modelhub.steps.synthesise_dataset import synthesise_dataset

    synthesise_dataset(dataset_id, worker=worker_name())


def _check_models(queue: str) -> None:
    """Check and digest the files of versions that were registered since; where they are run, there they lie."""
    if queue == "gpu":
        for version_id in unchecked_models():
            check_registered(version_id)


@shared_task
def live_arm_task() -> None:
    """Make the demo's live arm part by part; between them the run that it needs is worked on."""
    from modelhub.demo.live import advance_live_arm

    if advance_live_arm():
        # The study that it asked for, if it did.
        resume_openings_task.delay(freed=False)
    else:
        wake("gpu")
        live_arm_task.apply_async(queue="gpu", countdown=LOOK_EVERY_S)


def wake(queue: str) -> None:
    """Let a worker of the queue look for work. The message says nothing, so it may be lost, late or doubled."""
    try:
        generate_task.apply_async((queue,), queue=queue, expires=LOOK_EVERY_S * 3)
    except OperationalError as error:
        logger.warning("The broker takes no message (%s); workers will look by themselves.", error)


@worker_ready.connect
def ask_for_what_is_left(sender: Any, **_: object) -> None:
    """Let a worker that starts look for what another one left; as tasks, since this process must not touch the database."""
    consumed = [queue for queue in QUEUES if queue in sender.app.amqp.queues.consume_from]
    if "web" in consumed:
        resume_reveals_task.delay()
        resume_openings_task.delay(freed=True)
    if "gpu" in consumed and settings.DEMO:
        live_arm_task.apply_async(queue="gpu")
    if consumed:
        threading.Thread(target=_look_again_and_again, args=(consumed,), name="look for work", daemon=True).start()


def _look_again_and_again(queues: list[str]) -> None:
    while True:
        for queue in queues:
            wake(queue)
        threading.Event().wait(LOOK_EVERY_S)


@worker_process_init.connect
def ask_for_what_my_forerunner_left(**_: object) -> None:
    """Let a child look, in a while, for what the one left that was killed in its place; the others go on meanwhile."""
    resume_openings_task.apply_async(kwargs={"freed": False}, countdown=SILENCE.total_seconds() + 1, retry=False)
