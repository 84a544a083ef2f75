"""A run's figures, kept up as tables end, in the transaction that ends them: no page counts a million rows."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import F
from django.utils import timezone

from modelhub.engine.results import Status
from modelhub.models import GenerationRun, RunMinute, RunTally

GOOD = (Status.OK, Status.REPAIRED)


def count_ended(
    run_id: int,
    n_by_outcome: Mapping[tuple[Status, str], int],
    *,
    n_tokens_in: int = 0,
    n_tokens_out: int = 0,
    cost_usd: Decimal = Decimal(0),
) -> None:
    """Add tables that ended, by status and kind of error, with what they took."""
    n = sum(n_by_outcome.values())
    if not n:
        return
    n_done = sum(n for (status, _), n in n_by_outcome.items() if status in GOOD)
    GenerationRun.objects.filter(pk=run_id).update(
        n_done=F("n_done") + n_done,
        n_outputs=F("n_outputs") + n_done,
        n_failed=F("n_failed") + n - n_done,
        n_tokens_in=F("n_tokens_in") + n_tokens_in,
        n_tokens_out=F("n_tokens_out") + n_tokens_out,
        cost_usd=F("cost_usd") + cost_usd,
    )
    for (status, kind), n_of_kind in n_by_outcome.items():
        tally, _ = RunTally.objects.get_or_create(run_id=run_id, status=status, kind=kind)
        RunTally.objects.filter(pk=tally.pk).update(n_tables=F("n_tables") + n_of_kind)
    now = timezone.now().replace(second=0, microsecond=0)
    minute, _ = RunMinute.objects.get_or_create(run_id=run_id, minute=now)
    RunMinute.objects.filter(pk=minute.pk).update(
        n_tables=F("n_tables") + n, n_tokens_out=F("n_tokens_out") + n_tokens_out
    )
