"""Device time of a training --> LedgerEntry, with the dated price it was reckoned by."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F

from modelhub.models import LedgerEntry, TrainingRun
from modelhub.steps.book_slice import CENT_PARTS, SECONDS_PER_HOUR, price_json
from modelhub.steps.programme_costs import device_price


@transaction.atomic
def book_training(training: TrainingRun, seconds: float) -> None:
    """Book what a worker has just spent on a training; without a price the hours are booked and cost nothing."""
    price = device_price()
    hours = Decimal(seconds) / SECONDS_PER_HOUR
    cost = (hours * price.usd_per_hour).quantize(CENT_PARTS) if price else Decimal(0)
    LedgerEntry.objects.create(
        training=training,
        what=f"Training of {training.name}"[:200],
        amount=Decimal(seconds).quantize(Decimal("0.001")),
        unit="device seconds",
        cost_usd=cost,
        price=price_json(price),
    )
    spent = {"worker_seconds": F("worker_seconds") + seconds, "cost_usd": F("cost_usd") + cost}
    TrainingRun.objects.filter(pk=training.pk).update(**spent)
