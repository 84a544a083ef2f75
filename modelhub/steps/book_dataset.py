"""What writing a dataset took --> LedgerEntry."""

from django.db import transaction
from django.db.models import F

from modelhub.models import Dataset, LedgerEntry
from modelhub.steps.book_work import book_device_time, book_tokens
from modelhub.steps.open_teacher import OpenTeacher


@transaction.atomic
def book_dataset(dataset: Dataset, teacher: OpenTeacher, seconds: float, *, n_in: int, n_out: int) -> None:
    """Book tokens of a hosted teacher, the time of a device otherwise."""
    booked, what = Dataset.objects.filter(pk=dataset.pk), f"{dataset.teacher_name} writes {dataset.name}"
    if not teacher.is_hosted:
        cost = book_device_time(LedgerEntry(dataset=dataset, what=f"{what} on {teacher.device}"), seconds)
        booked.update(cost_usd=F("cost_usd") + cost)
    elif teacher.price is not None and n_in + n_out:
        book_tokens(LedgerEntry(dataset=dataset, what=what), n_in, n_out, teacher.price)
    booked.update(worker_seconds=F("worker_seconds") + seconds)
