"""What a worker does for the blind half: each task fetches by id and calls one step."""

from celery import shared_task

from evaluator.steps.analyse_ratings import analyse_ratings


@shared_task(acks_late=True)
def analyse_ratings_task(study_id: int) -> None:
    """Analyse a locked study; running it twice changes nothing."""
    analyse_ratings(study_id)
