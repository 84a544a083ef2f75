"""Device time and tokens of a slice of work --> LedgerEntry, with the dated price it was reckoned by."""

from dataclasses import asdict
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from modelhub.engine.remote.prices import DevicePrice, TokenPrice
from modelhub.latencies import latencies_of
from modelhub.models import GenerationRun, LedgerEntry
from modelhub.steps.loaded_model import LoadedModel
from modelhub.steps.programme_costs import device_price

SECONDS_PER_HOUR = 3600
CENT_PARTS = Decimal("0.000001")


@transaction.atomic
def book_slice(run: GenerationRun, model: LoadedModel, seconds: float, *, n_in: int, n_out: int) -> None:
    """Book what a worker has just done: tokens of a hosted model, the hours of a device otherwise."""
    if not model.is_hosted:
        _book_device_time(run, seconds, device=model.device)
    elif model.price is not None and n_in + n_out:
        _book_tokens(run, n_in, n_out, model.price)
    p50_s, p95_s = latencies_of(run) or (None, None)
    GenerationRun.objects.filter(pk=run.pk).update(
        worker_seconds=F("worker_seconds") + seconds, p50_s=p50_s, p95_s=p95_s
    )


def _book_device_time(run: GenerationRun, seconds: float, *, device: str) -> None:
    """Without a price the hours are booked and cost nothing."""
    price = device_price()
    hours = Decimal(seconds) / SECONDS_PER_HOUR
    cost = (hours * price.usd_per_hour).quantize(CENT_PARTS) if price else Decimal(0)
    LedgerEntry.objects.create(
        run=run,
        what=f"{run.model_version.name} on {device}",
        amount=Decimal(seconds).quantize(Decimal("0.001")),
        unit="device seconds",
        cost_usd=cost,
        price=price_json(price),
    )
    GenerationRun.objects.filter(pk=run.pk).update(cost_usd=F("cost_usd") + cost)


def _book_tokens(run: GenerationRun, n_in: int, n_out: int, price: TokenPrice) -> None:
    """The run's own cost grew already, as its results were stored."""
    LedgerEntry.objects.create(
        run=run,
        what=f"{run.model_version.name}: {n_in:,} tokens in, {n_out:,} out",
        amount=n_in + n_out,
        unit="tokens",
        cost_usd=price.cost_usd(n_in, n_out).quantize(CENT_PARTS),
        price=price_json(price),
    )


def price_json(price: TokenPrice | DevicePrice | None) -> dict[str, str]:
    """Return a price as a booking keeps it beside its amount."""
    return {name: str(value) for name, value in asdict(price).items()} if price else {}
