"""Device time and tokens of a slice of work --> LedgerEntry."""

from django.db import transaction
from django.db.models import F

from modelhub.latencies import latencies_of
from modelhub.models import GenerationRun, LedgerEntry
from modelhub.steps.book_work import book_device_time, book_tokens
from modelhub.steps.loaded_model import LoadedModel


@transaction.atomic
def book_slice(run: GenerationRun, model: LoadedModel, seconds: float, *, n_in: int, n_out: int) -> None:
    """Book what a worker has just done: tokens of a hosted model, the hours of a device otherwise."""
    booked, name = GenerationRun.objects.filter(pk=run.pk), run.model_version.name
    if not model.is_hosted:
        cost = book_device_time(LedgerEntry(run=run, what=f"{name} on {model.device}"), seconds)
        booked.update(cost_usd=F("cost_usd") + cost)
    elif model.price is not None and n_in + n_out:
        # The run's own cost grew already, as its results were stored.
        book_tokens(LedgerEntry(run=run, what=name), n_in, n_out, model.price)
    p50_s, p95_s = latencies_of(run) or (None, None)
    booked.update(worker_seconds=F("worker_seconds") + seconds, p50_s=p50_s, p95_s=p95_s)
