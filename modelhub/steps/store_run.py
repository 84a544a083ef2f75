"""Texts by model --> GenerationRun with one RunOutput per table, digests included."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from evaluator.canonical import canonical_json, sha256_hex
from evaluator.models import SourceTable, TableSet, User
from evaluator.planner import tell_planner
from modelhub.models import GenerationRun, ModelVersion, RunOutput


@dataclass(frozen=True, slots=True)
class OutputText:
    """One table's documentation as a model gave it; one comment or None per column, in the table's order."""

    table: SourceTable
    description: str
    comments: tuple[str | None, ...]
    raw: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunCard:
    """How the texts came to be."""

    model_version: ModelVersion
    table_set: TableSet
    source: str
    origin: str
    created_by: User | None = None
    prompt_digest: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    seed: int = 0


@transaction.atomic
def store_run(card: RunCard, outputs: Iterable[OutputText]) -> GenerationRun:
    """Store a run and all its outputs. The same texts from the same writer are the same run: nothing is added."""
    rows = [_row(output) for output in outputs]
    digest = run_digest(card, rows)
    # Two imports at once would each take the same run for new.
    ModelVersion.objects.select_for_update().get(pk=card.model_version.pk)
    known = GenerationRun.objects.filter(
        model_version=card.model_version, table_set=card.table_set, digest=digest
    ).first()
    if known is not None:
        return known
    run = GenerationRun.objects.create(
        model_version=card.model_version,
        table_set=card.table_set,
        source=card.source,
        origin=card.origin,
        created_by=card.created_by,
        prompt_digest=card.prompt_digest,
        parameters=card.parameters,
        seed=card.seed,
        digest=digest,
        n_outputs=len(rows),
    )
    for row in rows:
        row.run = run
    RunOutput.objects.bulk_create(rows, batch_size=500)
    tell_planner(RunOutput)
    return run


def run_digest(card: RunCard, rows: Iterable[RunOutput]) -> str:
    """Return SHA-256 over canonical JSON of how a run was made and of every output's raw digest by table digest."""
    return _digest(card, ((row.table.digest, row.raw_digest) for row in rows))


def digest_of_stored(run: GenerationRun) -> str:
    """Return the digest of a run whose outputs are stored already."""
    card = RunCard(
        model_version=run.model_version,
        table_set=run.table_set,
        source=run.source,
        origin=run.origin,
        prompt_digest=run.prompt_digest,
        parameters=run.parameters,
        seed=run.seed,
    )
    return _digest(card, run.outputs.values_list("table__digest", "raw_digest").iterator(chunk_size=2000))


def _digest(card: RunCard, outputs: Iterable[tuple[str, str]]) -> str:
    return sha256_hex(
        canonical_json(
            {
                "model": card.model_version.uuid,
                "source": card.source,
                "prompt": card.prompt_digest,
                "parameters": card.parameters,
                "seed": card.seed,
                "outputs": sorted(map(list, outputs)),
            }
        )
    )


def _row(output: OutputText) -> RunOutput:
    return RunOutput(
        table=output.table,
        description=output.description,
        comments=list(output.comments),
        raw=output.raw,
        raw_digest=sha256_hex(output.raw.encode()),
        warnings=list(output.warnings),
    )
