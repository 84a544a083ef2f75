"""A dataset's end before it is whole: cancelled, stopped with a reason, or taken up again."""

from django.utils import timezone

from modelhub.models import Dataset
from modelhub.steps.run_states import DATASET_WORKED_ON

State = Dataset.State


class CannotGoOn(Exception):
    """The dataset can't go on; the text says why."""


def cancel_dataset(dataset: Dataset) -> bool:
    """End a dataset early; the drafts that a model wrote are kept for going on."""
    running = Dataset.objects.filter(pk=dataset.pk, source=Dataset.Source.SYNTHESIS, state__in=DATASET_WORKED_ON)
    return bool(running.update(state=State.CANCELLED, ended_at=timezone.now()))


def stop_dataset(dataset_id: int, problem: str) -> None:
    """Stop a dataset that can't be written on, and say why."""
    running = Dataset.objects.filter(pk=dataset_id, state__in=DATASET_WORKED_ON)
    running.update(state=State.STOPPED, problem=problem[:2000], ended_at=timezone.now())


def resume_dataset(dataset: Dataset) -> None:
    """Let workers go on with a dataset that was cancelled or stopped. Raises CannotGoOn."""
    ended = Dataset.objects.filter(pk=dataset.pk, state__in=(State.CANCELLED, State.STOPPED))
    if not ended.update(state=State.QUEUED, problem="", ended_at=None):
        raise CannotGoOn("Only a dataset that was cancelled or stopped can go on.")
