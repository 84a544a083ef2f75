"""A dataset's end before it is whole: cancelled, stopped with a reason, or taken up again."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from modelhub.models import Dataset
from modelhub.steps.run_states import DATASET_WORKED_ON
from modelhub.steps.start_dataset import fault_of_budget

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


@transaction.atomic
def resume_dataset(dataset: Dataset, *, budget_usd: Decimal | None = None) -> None:
    """Let workers go on with a dataset that was cancelled or stopped, with another budget if given. Raises CannotGoOn."""
    if budget_usd is not None:
        change_budget(dataset, budget_usd)
    ended = Dataset.objects.filter(pk=dataset.pk, state__in=(State.CANCELLED, State.STOPPED))
    if not ended.update(state=State.QUEUED, problem="", ended_at=None):
        raise CannotGoOn("Only a dataset that was cancelled or stopped can go on.")


def change_budget(dataset: Dataset, budget_usd: Decimal) -> None:
    """Give a dataset that is not finished another cap; a worker minds it from when it next takes it up. Raises CannotGoOn."""
    if why := fault_of_budget(dataset.teacher, budget_usd):
        raise CannotGoOn(why)
    if budget_usd <= dataset.cost_usd:
        raise CannotGoOn(f"The dataset has cost ${dataset.cost_usd:.2f} already: give it a larger budget than that.")
    Dataset.objects.filter(pk=dataset.pk).exclude(state=State.FINISHED).update(budget_usd=budget_usd)
