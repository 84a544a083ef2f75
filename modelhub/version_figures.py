"""What a version's runs took and gave: the figures by which people choose between versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from modelhub.engine.memory import memory_gb, smallest_gpu
from modelhub.latencies import latencies_of
from modelhub.models import GenerationRun, LedgerEntry, ModelVersion

PER_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over all runs of a version by a model; cost is None where some of the work had no price."""

    name: str
    n_ended: int
    n_documented: int
    n_tokens_in: int
    n_tokens_out: int
    worker_seconds: float
    on_device: bool
    cost_usd: Decimal | None

    @property
    def valid_percent(self) -> float:
        """Tables with valid documentation among those with a result."""
        return 100 * self.n_documented / self.n_ended

    @property
    def tokens_in_per_table(self) -> float:
        """Tokens of prompts for one table, retries included."""
        return self.n_tokens_in / self.n_ended

    @property
    def tokens_out_per_table(self) -> float:
        """Tokens written about one table, retries included."""
        return self.n_tokens_out / self.n_ended

    @property
    def tables_per_hour(self) -> float | None:
        """Tables that one worker gets through in an hour."""
        return self.n_ended / self.worker_seconds * PER_HOUR if self.worker_seconds else None

    @property
    def tokens_per_s(self) -> float | None:
        """Tokens that one worker writes in a second."""
        return self.n_tokens_out / self.worker_seconds if self.worker_seconds else None

    @property
    def usd_per_1000(self) -> Decimal | None:
        """Dollars per 1,000 tables; of a device, while it is always busy."""
        return self.cost_usd / self.n_ended * 1000 if self.cost_usd is not None else None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """A version beside another: from which share of busy time on the one with a device is the cheaper one."""

    other: Figures
    # Of the version itself, or of the other where only that has a device; None where neither has.
    whose: str | None
    # More than 1: dearer even when always busy.
    utilisation: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent."""
        return None if self.utilisation is None else 100 * self.utilisation


def all_figures(versions: Sequence[ModelVersion] | None = None) -> Mapping[int, Figures]:
    """Return the figures of every version whose runs have results, or of these, by its key."""
    runs = GenerationRun.objects.filter(source=GenerationRun.Source.MODEL)
    if versions is not None:
        runs = runs.filter(model_version__in=versions)
    sums = runs.values("model_version", "model_version__name", "model_version__source").annotate(
        done=Sum("n_done"), failed=Sum("n_failed"), n_in=Sum("n_tokens_in"), n_out=Sum("n_tokens_out"),
        seconds=Sum("worker_seconds"), cost=Sum("cost_usd"),
    )  # fmt: skip
    unpriced = _unpriced()
    return {
        row["model_version"]: _figures(row, has_price=row["model_version"] not in unpriced)
        for row in sums.order_by("model_version__name")
        if row["done"] + row["failed"]
    }


def _unpriced() -> frozenset[int]:
    """Return the versions of whose work some, or all, was booked without a price."""
    bookings = LedgerEntry.objects.filter(run__source=GenerationRun.Source.MODEL).values("run__model_version")
    priced = bookings.annotate(n=Count("id"), free=Count("id", filter=Q(price={}))).filter(n__gt=0, free=0)
    versions = GenerationRun.objects.values_list("model_version", flat=True)
    return frozenset(versions.exclude(model_version__in=priced.values("run__model_version")))


def _figures(row: Mapping[str, Any], *, has_price: bool) -> Figures:
    return Figures(
        name=row["model_version__name"],
        n_ended=row["done"] + row["failed"],
        n_documented=row["done"],
        n_tokens_in=row["n_in"],
        n_tokens_out=row["n_out"],
        worker_seconds=row["seconds"],
        on_device=row["model_version__source"] != ModelVersion.Source.ENDPOINT,
        cost_usd=row["cost"] if has_price else None,
    )


def latencies(version: ModelVersion) -> tuple[float, float] | None:
    """Return median and 95th percentile of a table's seconds in the newest run; None below two tables."""
    newest: QuerySet[GenerationRun] = version.runs.filter(n_done__gt=0).order_by("-id")
    run = newest.first()
    return None if run is None else latencies_of(run)


def break_evens(own: Figures, others: Sequence[Figures]) -> Sequence[BreakEven]:
    """Compare with every other version whose cost is known; of two devices the other one is taken to be always busy.

    A device that is busy a share u of its time costs 1/u of what it costs per table when always busy, so that it breaks
    even at u = its cost / the other's cost.
    """
    return [_break_even(own, other) for other in others if other != own and other.usd_per_1000 is not None]


def _break_even(own: Figures, other: Figures) -> BreakEven:
    device, against = (own, other) if own.on_device else (other, own)
    cost, limit = device.usd_per_1000, against.usd_per_1000
    if not device.on_device or cost is None or not limit:
        return BreakEven(other, None, None)
    return BreakEven(other, device.name, cost / limit)


def needed_gb(version: ModelVersion) -> int | None:
    """Return the GPU memory that a version takes, in GB; None where its files say too little, or it has none."""
    if version.n_parameters is None or version.cache_bytes_per_token is None:
        return None
    return memory_gb(version.n_parameters, version.cache_bytes_per_token)


def gpu_for(version: ModelVersion) -> str | None:
    """Return the smallest GPU that is large enough; None where that is not known, or none is."""
    needed = needed_gb(version)
    return None if needed is None else smallest_gpu(needed)
