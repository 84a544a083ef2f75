"""What a worker does for the sighted half: each task fetches by id and calls one step."""

from celery import shared_task
from celery.signals import worker_process_init, worker_ready

from evaluator.steps.ask_opening import SILENCE, free_openings, silent_openings
from modelhub.steps.carry_out_opening import carry_out_opening
from modelhub.steps.draw_named_figures import draw_named_figures, undrawn_studies
from modelhub.steps.measure_blinding import measure_blinding, unmeasured_studies


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


@worker_ready.connect
def ask_for_what_is_left(**_: object) -> None:
    """Let a worker that starts look for what another one left; as a task, since this process must not touch the database."""
    resume_reveals_task.delay()
    resume_openings_task.delay(freed=True)


@worker_process_init.connect
def ask_for_what_my_forerunner_left(**_: object) -> None:
    """Let a child look, in a while, for what the one left that was killed in its place; the others go on meanwhile."""
    resume_openings_task.apply_async(kwargs={"freed": False}, countdown=SILENCE.total_seconds() + 1, retry=False)
