"""A RunOrder --> what it would take, before anything is spent: tables, tokens, dollars, minutes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from evaluator.models import SourceTable
from modelhub.engine.prompts import PromptTemplate as EnginePrompt
from modelhub.engine.remote.prices import PriceError
from modelhub.engine.suspicion import suspicious
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.programme_costs import device_price, token_price
from modelhub.steps.run_rules import table_record
from modelhub.steps.start_run import RunOrder, check_order

# Tables of a large set that are looked at; the rest is reckoned like them.
N_SAMPLED = 200
N_NAMED = 5
# Columns whose names are read for instructions; more would keep the page waiting.
N_READ = 20_000
# Characters per token of prompts full of names, and tokens of a description and of a comment: a guess that is used only
# until the version has documented tables.
CHARACTERS_PER_TOKEN = 3.2
TOKENS_PER_DESCRIPTION = 70
TOKENS_PER_COLUMN = 22


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would take; cost and time are None where nothing is known to reckon them by, and `why` says so."""

    n_tables: int
    n_tokens_in: int
    n_tokens_out: int
    cost_usd: Decimal | None
    seconds: float | None
    basis: str
    why: str = ""
    # Of the tables that were looked at: names and types that speak to the model, and how many tables have any.
    suspicious: tuple[str, ...] = ()
    n_suspicious: int = 0

    @property
    def minutes(self) -> float:
        """The time in minutes, where it is known."""
        return (self.seconds or 0) / 60


def estimate_run(order: RunOrder) -> Estimate:
    """Reckon by what the version took so far, or by the length of its prompts where it never ran. Raises CannotStart."""
    n_tables = check_order(order)
    past, sample = _past(order.model_version), list(_sampled(order))
    n_in, n_out = _tokens(sample, n_tables, past)
    seconds = past.seconds_per_table * n_tables if past else None
    cost, why = _cost(order.model_version, n_in, n_out, seconds)
    basis = f"{past.n_tables:,} tables that it has documented" if past else "the length of the prompts; it never ran"
    flagged = [f"{one.name}: {one.notes[0]}" for one in sample if one.notes]
    return Estimate(n_tables, n_in, n_out, cost, seconds, basis, why, tuple(flagged[:N_NAMED]), len(flagged))


@dataclass(frozen=True, slots=True)
class _Sampled:
    """A table as the prompt would show it, and what of it speaks to the model."""

    name: str
    n_characters: int
    n_columns: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Past:
    n_tables: int
    seconds_per_table: float
    n_out_per_table: float


def _past(version: ModelVersion) -> _Past | None:
    totals = GenerationRun.objects.filter(model_version=version, source=GenerationRun.Source.MODEL).aggregate(
        n_done=Sum("n_done"), n_failed=Sum("n_failed"), seconds=Sum("worker_seconds"), n_out=Sum("n_tokens_out")
    )
    n = (totals["n_done"] or 0) + (totals["n_failed"] or 0)
    return _Past(n, totals["seconds"] / n, totals["n_out"] / n) if n else None


def _tokens(sample: Sequence[_Sampled], n_tables: int, past: _Past | None) -> tuple[int, int]:
    n_in = sum(one.n_characters for one in sample) / CHARACTERS_PER_TOKEN / len(sample)
    n_columns = sum(one.n_columns for one in sample) / len(sample)
    n_out = past.n_out_per_table if past else TOKENS_PER_DESCRIPTION + TOKENS_PER_COLUMN * n_columns
    return round(n_in * n_tables), round(n_out * n_tables)


def _sampled(order: RunOrder) -> Iterator[_Sampled]:
    """Yield some tables; by digest, which is as good as at random."""
    template = EnginePrompt(order.prompt.name, order.prompt.system, order.prompt.user)
    tables = SourceTable.objects.filter(table_set=order.table_set).defer("original", "ddl", "sample_rows")
    n_read = 0
    for table in tables.order_by("digest")[:N_SAMPLED]:
        record = table_record(table)
        messages = template.messages(record, record.columns)
        n_characters = sum(len(message.content) for message in messages)
        n_read += table.n_columns
        notes = suspicious(record) if n_read <= N_READ else ()
        yield _Sampled(table.name, n_characters, table.n_columns, notes)


def _cost(version: ModelVersion, n_in: int, n_out: int, seconds: float | None) -> tuple[Decimal | None, str]:
    try:
        if version.source == ModelVersion.Source.ENDPOINT:
            return token_price(version.price or version.revision).cost_usd(n_in, n_out), ""
        price = device_price()
    except PriceError as error:
        return None, f"No price: {error}."
    if price is None:
        return None, "No price: DEVICE_PRICE names no device of the price list."
    if seconds is None:
        return None, "No price yet: how long it takes is not known before the first run."
    return Decimal(seconds) / 3600 * price.usd_per_hour, ""
