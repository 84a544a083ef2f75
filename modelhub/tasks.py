"""What a worker does for the sighted half: each task fetches by id and calls one step."""

from celery import shared_task
from celery.signals import worker_ready

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


@worker_ready.connect
def ask_for_what_is_left(**_: object) -> None:
    """Let a worker that starts look for what another one left; as a task, since this process must not touch the database."""
    resume_reveals_task.delay()
