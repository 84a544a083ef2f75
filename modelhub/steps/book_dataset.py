"""What writing a dataset took --> LedgerEntry."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum

from modelhub.models import Dataset, LedgerEntry
from modelhub.steps.book_work import TOKENS, book_device_time, book_spent_tokens
from modelhub.steps.open_teacher import OpenTeacher


@transaction.atomic
def book_dataset(dataset: Dataset, teacher: OpenTeacher, seconds: float) -> None:
    """Book tokens of a hosted teacher, the time of a device otherwise."""
    booked = Dataset.objects.filter(pk=dataset.pk)
    if teacher.is_hosted:
        book_what_is_left(dataset, teacher)
    else:
        entry = LedgerEntry(dataset=dataset, what=f"{_what(dataset)} on {teacher.device}")
        booked.update(cost_usd=F("cost_usd") + book_device_time(entry, seconds))
    booked.update(worker_seconds=F("worker_seconds") + seconds)


@transaction.atomic
def book_what_is_left(dataset: Dataset, teacher: OpenTeacher) -> None:
    """Book the tokens of a hosted teacher that are stored with the dataset and not booked: a killed worker's, or all.

    Reckoned from what is booked, so that none is booked twice, whoever calls.
    """
    if teacher.price is None:
        return
    spent = Dataset.objects.select_for_update().get(pk=dataset.pk)
    booked = LedgerEntry.objects.filter(dataset=dataset, unit=TOKENS).aggregate(n=Sum("amount"), usd=Sum("cost_usd"))
    n_tokens = spent.n_tokens_in + spent.n_tokens_out - int(booked["n"] or 0)
    if n_tokens > 0:
        cost_usd = spent.cost_usd - (booked["usd"] or Decimal(0))
        book_spent_tokens(LedgerEntry(dataset=dataset, what=_what(dataset)), n_tokens, cost_usd, teacher.price)


def _what(dataset: Dataset) -> str:
    return f"{dataset.teacher_name} writes {dataset.name}"
