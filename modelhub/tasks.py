"""What a worker does for the sighted half: each task fetches by id and calls one step."""

from celery import shared_task

from modelhub.steps.draw_named_figures import draw_named_figures


@shared_task
def draw_named_figures_task(study_id: int) -> None:
    """Draw the figures of a revealed study by name."""
    draw_named_figures(study_id)
