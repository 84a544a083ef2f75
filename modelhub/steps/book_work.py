"""Device time and tokens of a run, a dataset or a training --> LedgerEntry, with the dated price it was reckoned by."""

from dataclasses import asdict
from decimal import Decimal

from modelhub.engine.remote.prices import DevicePrice, TokenPrice
from modelhub.models import LedgerEntry
from modelhub.steps.programme_costs import device_price

SECONDS_PER_HOUR = 3600
CENT_PARTS = Decimal("0.000001")
MOST_TOLD = 200
TOKENS = "tokens"


def book_device_time(entry: LedgerEntry, seconds: float) -> Decimal:
    """Store an entry that says whose it is and what was done; return the cost. Without a price the hours cost nothing."""
    price = device_price()
    hours = Decimal(seconds) / SECONDS_PER_HOUR
    entry.amount, entry.unit = Decimal(seconds).quantize(Decimal("0.001")), "device seconds"
    entry.cost_usd = (hours * price.usd_per_hour).quantize(CENT_PARTS) if price else Decimal(0)
    return _stored(entry, price)


def book_tokens(entry: LedgerEntry, n_in: int, n_out: int, price: TokenPrice) -> Decimal:
    """Store an entry for tokens read and written; return the cost."""
    entry.what = f"{entry.what}: {n_in:,} tokens in, {n_out:,} out"
    return book_spent_tokens(entry, n_in + n_out, price.cost_usd(n_in, n_out).quantize(CENT_PARTS), price)


def book_spent_tokens(entry: LedgerEntry, n_tokens: int, cost_usd: Decimal, price: TokenPrice) -> Decimal:
    """Store an entry for tokens whose cost was reckoned as they came; return the cost."""
    entry.amount, entry.unit, entry.cost_usd = Decimal(n_tokens), TOKENS, cost_usd
    return _stored(entry, price)


def _stored(entry: LedgerEntry, price: TokenPrice | DevicePrice | None) -> Decimal:
    entry.what = entry.what[:MOST_TOLD]
    entry.price = {name: str(value) for name, value in asdict(price).items()} if price else {}
    entry.save()
    return entry.cost_usd
