"""What writing a dataset took --> LedgerEntry, with the dated price it was reckoned by."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F

from modelhub.models import Dataset, LedgerEntry
from modelhub.steps.book_slice import CENT_PARTS, SECONDS_PER_HOUR, price_json
from modelhub.steps.open_teacher import OpenTeacher
from modelhub.steps.programme_costs import device_price


@transaction.atomic
def book_dataset(dataset: Dataset, teacher: OpenTeacher, seconds: float, *, n_in: int, n_out: int) -> None:
    """Book tokens of a hosted teacher, the time of a device otherwise."""
    if not teacher.is_hosted:
        _book_device_time(dataset, teacher, seconds)
    elif teacher.price is not None and n_in + n_out:
        LedgerEntry.objects.create(
            dataset=dataset,
            what=f"{dataset.teacher_name} writes {dataset.name}: {n_in:,} tokens in, {n_out:,} out"[:200],
            amount=n_in + n_out,
            unit="tokens",
            cost_usd=teacher.price.cost_usd(n_in, n_out).quantize(CENT_PARTS),
            price=price_json(teacher.price),
        )
    Dataset.objects.filter(pk=dataset.pk).update(worker_seconds=F("worker_seconds") + seconds)


def _book_device_time(dataset: Dataset, teacher: OpenTeacher, seconds: float) -> None:
    price = device_price()
    hours = Decimal(seconds) / SECONDS_PER_HOUR
    cost = (hours * price.usd_per_hour).quantize(CENT_PARTS) if price else Decimal(0)
    LedgerEntry.objects.create(
        dataset=dataset,
        what=f"{dataset.teacher_name} writes {dataset.name} on {teacher.device}"[:200],
        amount=Decimal(seconds).quantize(Decimal("0.001")),
        unit="device seconds",
        cost_usd=cost,
        price=price_json(price),
    )
    Dataset.objects.filter(pk=dataset.pk).update(cost_usd=F("cost_usd") + cost)
