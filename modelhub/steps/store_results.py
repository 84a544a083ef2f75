"""TableResult --> RunOutput or a failed item, counted as it is stored; every table gets exactly one result."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from evaluator.canonical import sha256_hex
from evaluator.steps.write_turn import write_turn
from modelhub.engine.results import TableResult
from modelhub.models import RunItem, RunOutput
from modelhub.steps.run_budget import spend
from modelhub.steps.run_counts import GOOD, count_ended

Result = tuple[RunItem, TableResult]


@write_turn()
def store_results(run_id: int, results: Iterable[Result], *, worker: str, cost_usd: Decimal = Decimal(0)) -> int:
    """Store what this worker still holds and return how many; what another one took over meanwhile is dropped."""
    given = {item.pk: (item, result) for item, result in results}
    held = RunItem.objects.select_for_update().filter(pk__in=given, worker=worker, state=RunItem.State.CLAIMED)
    kept = [given[pk] for pk in held.values_list("pk", flat=True)]
    RunOutput.objects.bulk_create(_output(item, result) for item, result in kept if result.status in GOOD)
    # One by one: bulk_update writes its CASEs five times as slowly, and raters' answers wait meanwhile.
    for item, result in kept:
        RunItem.objects.filter(pk=item.pk).update(**_ended(result))
    _count(run_id, kept, cost_usd, worker)
    return len(kept)


def _ended(result: TableResult) -> dict[str, Any]:
    """Return an item's fields once its result is there."""
    good = result.status in GOOD
    return {
        "state": RunItem.State.DONE if good else RunItem.State.FAILED,
        "lease_until": None,
        "status": result.status,
        "kind": result.kind,
        "notes": list(result.notes),
        "raw": "" if good else _joined(result),
        "n_calls": result.n_calls,
        "n_tokens_in": result.n_tokens_in,
        "n_tokens_out": result.n_tokens_out,
        "seconds": result.seconds,
        "forced": result.forced,
        "prompt_cut": result.prompt_cut,
        "finished_at": timezone.now(),
    }


def _output(item: RunItem, result: TableResult) -> RunOutput:
    assert result.documentation is not None, "good results have texts"
    comments, raw = dict(result.documentation.comments), _joined(result)
    names = [column["name"] for column in item.table.columns]
    return RunOutput(
        run_id=item.run_id,
        table=item.table,
        description=result.documentation.description,
        comments=[comments.get(name) for name in names],
        raw=raw,
        raw_digest=sha256_hex(raw.encode()),
        warnings=[f"no comment on {name}" for name in names if comments.get(name) is None],
    )


def _joined(result: TableResult) -> str:
    # PostgreSQL stores no NUL.
    return "\n".join(result.raw).replace("\0", "\ufffd")


def _count(run_id: int, kept: Sequence[Result], cost_usd: Decimal, worker: str) -> None:
    count_ended(
        run_id,
        Counter((result.status, result.kind) for _, result in kept),
        n_tokens_in=sum(result.n_tokens_in for _, result in kept),
        n_tokens_out=sum(result.n_tokens_out for _, result in kept),
        cost_usd=cost_usd,
    )
    if cost_usd:
        spend(worker, cost_usd)
