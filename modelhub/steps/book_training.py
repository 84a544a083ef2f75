"""Device time of a training --> LedgerEntry."""

from django.db import transaction
from django.db.models import F

from modelhub.models import LedgerEntry, TrainingRun
from modelhub.steps.book_work import book_device_time


@transaction.atomic
def book_training(training: TrainingRun, seconds: float) -> None:
    """Book what a worker has just spent on a training."""
    cost = book_device_time(LedgerEntry(training=training, what=f"Training of {training.name}"), seconds)
    spent = {"worker_seconds": F("worker_seconds") + seconds, "cost_usd": F("cost_usd") + cost}
    TrainingRun.objects.filter(pk=training.pk).update(**spent)
