"""A run over very many tables, for the benchmark of runs: rows by SQL, steps by the steps that workers call."""

import json
import sys
import time
from datetime import timedelta
from statistics import median

import django

django.setup()

from django.db import connections, models, transaction  # noqa: E402, TID251 (a million rows by the ORM take minutes)
from django.utils import timezone  # noqa: E402

from bench.data import make_person, session_of  # noqa: E402
from evaluator.models import SourceTable, TableSet  # noqa: E402
from modelhub.engine.prompts import SHORT  # noqa: E402
from modelhub.engine.records import DocumentationRecord  # noqa: E402
from modelhub.engine.results import Status, TableResult  # noqa: E402
from modelhub.models import GenerationRun, ModelVersion, RunItem, RunMinute, RunOutput, RunTally  # noqa: E402
from modelhub.steps.claim_items import claim_items  # noqa: E402
from modelhub.steps.start_run import RunOrder, start_run  # noqa: E402
from modelhub.steps.store_prompt import store_prompt  # noqa: E402
from modelhub.steps.store_results import store_results  # noqa: E402

N_PER_CHUNK, N_CHUNKS = 64, 30
COLUMNS = [{"name": "id", "type": "int", "nullable": False, "key": "PK", "references": ""}]
WORKER = "benchmark"


def waiting(n_tables: str) -> dict[str, str]:
    """Start a run over n tables of one column, all of which wait; return its id and an engineer's session key."""
    table_set = TableSet.objects.create(name=f"{n_tables} small tables")
    first = SourceTable.objects.create(
        table_set=table_set, name="t_0", digest="0", ddl="CREATE TABLE t (id int)", columns=COLUMNS, n_columns=1, line=1
    )
    copies = {"name": "'t_' || seq.n", "digest": "'d' || seq.n"}
    _multiply(SourceTable, first.pk, copies, n=int(n_tables) - 1)
    version = ModelVersion.objects.create(name="many", source=ModelVersion.Source.LOCAL, location="many")
    run = start_run(RunOrder(version, table_set, store_prompt(SHORT)[0]))
    item = RunItem.objects.create(run=run, table=first)
    ids = {"table_id": f"{first.pk} + seq.n"}
    _multiply(RunItem, item.pk, ids, n=int(n_tables) - 1)
    GenerationRun.objects.filter(pk=run.pk).update(state=GenerationRun.State.RUNNING, started_at=timezone.now())
    return {"run": str(run.uuid), "engineer": session_of(make_person("engineer@example.org", "engineer"))}


def done(run_id: str, n_done: str) -> dict[str, int]:
    """End the first n waiting tables of a run at once, with their outputs, as if three hours of work lay behind it."""
    run, n = GenerationRun.objects.get(uuid=run_id), int(n_done)
    first = claim_items(run.pk, worker=WORKER, n=1)[0]
    store_results(run.pk, [(first, _result(first))], worker=WORKER)
    output = RunOutput.objects.get(run=run, table=first.table)
    _multiply(RunOutput, output.pk, {"table_id": f"{first.table_id} + seq.n"}, n=n - 1)
    ended = RunItem.objects.filter(run=run, pk__gt=first.pk, pk__lt=first.pk + n)
    ended.update(state=RunItem.State.DONE, status=Status.OK, seconds=0.5, finished_at=timezone.now())
    GenerationRun.objects.filter(pk=run.pk).update(n_done=n, n_outputs=n)
    RunTally.objects.filter(run=run, status=Status.OK).update(n_tables=n)
    now = timezone.now().replace(second=0, microsecond=0)
    earlier = [now - timedelta(minutes=back) for back in range(1, 180)]
    RunMinute.objects.bulk_create(RunMinute(run=run, minute=one, n_tables=n // 180) for one in earlier)
    return {"n_done": n}


def worked(run_id: str) -> dict[str, float]:
    """Claim and store some chunks as a worker does; return the median milliseconds of each."""
    run = GenerationRun.objects.get(uuid=run_id)
    claims, stores = [], []
    for _ in range(N_CHUNKS):
        begin = time.perf_counter()
        items = claim_items(run.pk, worker=WORKER, n=N_PER_CHUNK)
        claimed = time.perf_counter()
        store_results(run.pk, [(item, _result(item)) for item in items], worker=WORKER)
        claims.append(claimed - begin)
        stores.append(time.perf_counter() - claimed)
    return {"claim_ms": median(claims) * 1000, "store_ms": median(stores) * 1000}


def _result(item: RunItem) -> TableResult:
    documentation = DocumentationRecord(item.table.name, "One row per thing.", (("id", "The key."),))
    return TableResult(Status.OK, documentation, ('{"description": "One row per thing."}',), 100, 50, 0.5, 1)


@transaction.atomic
def _multiply(model: type[models.Model], pk: int, changed: dict[str, str], *, n: int) -> None:
    """Copy one row n times, numbered from 1; `changed` gives SQL for the columns that differ, over seq.n."""
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join("lower(hex(randomblob(16)))" if name == "uuid" else changed.get(name, name) for name in names)
    table = model._meta.db_table
    with connections["default"].cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE seq(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seq WHERE n < %s) "
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM seq, {table} WHERE {table}.id = %s",
            [n, pk],
        )


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
