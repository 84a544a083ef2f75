"""What the API takes and says of runs."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict

from modelhub.models import GenerationRun
from modelhub.run_queries import errors_of, progress_of


class RunIn(Schema):
    """A run to start: which version documents which tables, how it is asked, and what it may cost."""

    model_config = ConfigDict(extra="forbid")

    model: UUID
    table_set: UUID
    # Digest of a prompt.
    prompt: str
    forced: bool = True
    temperature: Decimal = Decimal(0)
    seed: int = 0
    priority: int = 0
    budget_usd: Decimal | None = None


class EstimateOut(Schema):
    """What a run would take; null where nothing is known to reckon by, and `why` says so."""

    n_tables: int
    n_tokens_in: int
    n_tokens_out: int
    cost_usd: Decimal | None
    seconds: float | None
    basis: str
    why: str
    # Names and types that read like instructions to the model, of at most five of n_suspicious tables.
    suspicious: list[str]
    n_suspicious: int


class Named(Schema):
    """Something with an id and a name."""

    id: UUID
    name: str


class RunOut(Schema):
    """A run and how it was made."""

    id: UUID
    model: Named
    table_set: Named
    source: str
    origin: str
    prompt_digest: str
    seed: int
    state: str
    problem: str
    priority: int
    budget_usd: Decimal | None
    digest: str
    n_items: int
    n_done: int
    n_failed: int
    n_tokens_in: int
    n_tokens_out: int
    cost_usd: Decimal
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class Failures(Schema):
    """How many tables failed in one way."""

    status: str
    kind: str
    n_tables: int


class ProgressOut(RunOut):
    """A run at work. `errors` is null for a person who rates in a study that is not locked yet."""

    n_repaired: int
    n_in_work: int
    n_waiting: int
    tables_per_s: float | None
    tokens_per_s: float | None
    seconds_left: float | None
    errors: list[Failures] | None


class ResumeIn(Schema):
    """How a run goes on: with another budget than before, where one is given."""

    model_config = ConfigDict(extra="forbid")

    budget_usd: Decimal | None = None


class RetryIn(Schema):
    """Which failed tables are tried again: those of one kind of error, or all."""

    model_config = ConfigDict(extra="forbid")

    kind: str | None = None


class Retried(Schema):
    """How many tables are tried again."""

    n_tables: int


_SAME = ("source", "origin", "prompt_digest", "seed", "state", "problem", "priority", "budget_usd", "digest")
_COUNTS = ("n_items", "n_done", "n_failed", "n_tokens_in", "n_tokens_out", "cost_usd")
_TIMES = ("created_at", "started_at", "ended_at")
_PROGRESS = ("n_repaired", "n_in_work", "n_waiting", "tables_per_s", "tokens_per_s", "seconds_left")


def run_out(run: GenerationRun) -> dict[str, Any]:
    """Return a run for `RunOut`."""
    return {
        "id": run.uuid,
        "model": {"id": run.model_version.uuid, "name": run.model_version.name},
        "table_set": {"id": run.table_set.uuid, "name": run.table_set.name},
        **{name: getattr(run, name) for name in (*_SAME, *_COUNTS, *_TIMES)},
    }


def progress_out(run: GenerationRun, *, hides_errors: bool) -> dict[str, Any]:
    """Return a run for `ProgressOut`."""
    progress = progress_of(run)
    errors = None if hides_errors else list(errors_of(run).values("status", "kind", "n_tables"))
    return {**run_out(run), **{name: getattr(progress, name) for name in _PROGRESS}, "errors": errors}
