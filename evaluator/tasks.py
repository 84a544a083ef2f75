"""What a worker does for the blind half: each task fetches by id and calls one step."""

from celery import shared_task
from celery.signals import worker_ready

from evaluator.steps.analyse_ratings import analyse_ratings, unanalysed_studies
from evaluator.steps.take_look import take_look


@shared_task(acks_late=True)
def analyse_ratings_task(study_id: int) -> None:
    """Analyse a locked study; running it twice changes nothing."""
    analyse_ratings(study_id)


@shared_task
def take_look_task(study_id: int, actor: str) -> None:
    """Ask the stopping rule of an open study; asked twice about the same tables, it says the same."""
    take_look(study_id, actor=actor)


@shared_task
def resume_analyses_task() -> None:
    """Analyse every locked study that has no analysis: a worker was killed in it, or the message about it was lost."""
    for study_id in unanalysed_studies():
        analyse_ratings_task.delay(study_id)


@worker_ready.connect
def ask_for_what_is_left(**_: object) -> None:
    """Let a worker that starts look for what another one left; as a task, since this process must not touch the database."""
    resume_analyses_task.delay()
