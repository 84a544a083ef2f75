"""What tokens and devices cost today, and what the programme has cost so far."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Sum

from modelhub.engine.remote.prices import DevicePrice, Prices, TokenPrice, read_prices
from modelhub.models import LedgerEntry


def prices() -> Prices:
    """Return the price rows of PRICES_FILE, read again when it has changed. Raises PriceError."""
    path = Path(settings.PRICES_FILE)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(path: Path, _changed_at: int) -> Prices:
    return read_prices(path)


def token_price(name: str) -> TokenPrice:
    """Return what a hosted model's tokens cost today. Raises PriceError."""
    return prices().of_model(name, on=date.today())  # noqa: DTZ011 (price rows are dated in calendar days)


def device_price() -> DevicePrice | None:
    """Return what an hour of this machine's device costs; None where DEVICE_PRICE names none. Raises PriceError."""
    name = settings.DEVICE_PRICE
    return prices().of_device(name, on=date.today()) if name else None  # noqa: DTZ011


def ledger_total() -> Decimal:
    """Return what the programme has cost so far, in dollars."""
    return LedgerEntry.objects.aggregate(total=Sum("cost_usd"))["total"] or Decimal(0)
