"""A draft's texts x all registered names --> IdentityFinding: the places where a text may name its writer."""

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.db.models import QuerySet

from evaluator.models import Candidate, Study
from evaluator.steps.ask_opening import note_life
from modelhub.engine.identity_scan import ModelName, scan
from modelhub.models import ArmKey, IdentityFinding, ModelVersion, RunOutput

# (output, column index or None for the description, matched words)
Place = tuple[int, int | None, str]
MAX_LENGTH = 200
# About a second.
BATCH = 1_000


def scan_study(study: Study) -> int:
    """Bring a draft's findings up to date with its texts and the registered names; return how many are open.

    What was waived stays waived. An edited text that gives itself away again is open again; open findings that are no
    longer there go.
    """
    # Searching thousands of texts takes seconds, and holds up nobody as long as no transaction is open.
    _store(study, dict(_found(study)))
    return IdentityFinding.objects.filter(study=study, resolution=IdentityFinding.Resolution.OPEN).count()


@transaction.atomic
def _store(study: Study, found: Mapping[Place, str]) -> None:
    stored = {_place(finding): finding for finding in IdentityFinding.objects.filter(study=study)}
    IdentityFinding.objects.bulk_create(
        _finding(study, place, reason) for place, reason in found.items() if place not in stored
    )
    _reopen([finding for place, finding in stored.items() if place in found])
    gone = [finding.pk for place, finding in stored.items() if place not in found and not finding.resolution]
    IdentityFinding.objects.filter(pk__in=gone).delete()


def registered_names() -> tuple[ModelName, ...]:
    """Return every name in the hub: a text must not name a model outside the study either."""
    rows = ModelVersion.objects.order_by("name").values_list("name", "aliases", "plain_words")
    words = ModelVersion.PlainWords
    return tuple(
        ModelName(name, tuple(aliases), common_word=plain == words.SKIP, match_common=plain == words.SEARCH)
        for name, aliases, plain in rows
    )


def _found(study: Study) -> Iterator[tuple[Place, str]]:
    names, outputs = registered_names(), _output_ids(study)
    # In an order of the texts: rows are stored in the order of the codes, and the ids of findings stand on a page.
    candidates = Candidate.objects.filter(arm__study=study).order_by("content_digest", "table__table__digest")
    for arm_id, table_id, description, comments in _in_batches(study, candidates):
        for column, text in enumerate([description, *comments], start=-1):
            for finding in scan(text or "", names):
                place = None if column < 0 else column
                yield (outputs[arm_id, table_id], place, finding.matched[:MAX_LENGTH]), finding.reason[:MAX_LENGTH]


def _in_batches(study: Study, candidates: QuerySet[Candidate]) -> Iterator[tuple[int, int, str, list[str | None]]]:
    """Give a study's texts batch by batch, with a sign of life after each.

    No query is open then: SQLite lets nobody write who is still reading what another one has changed meanwhile.
    """
    ids = list(candidates.values_list("id", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = candidates.filter(pk__in=ids[start : start + BATCH])
        yield from list(batch.values_list("arm_id", "table__table_id", "description", "comments"))
        note_life(study)


def _output_ids(study: Study) -> dict[tuple[int, int], int]:
    """Return the output behind every (arm, table); only the sighted half can tell."""
    arm_of = dict(ArmKey.objects.filter(arm__study=study).values_list("run_id", "arm_id"))
    rows = RunOutput.objects.filter(run__in=arm_of).values_list("run_id", "table_id", "id")
    return {(arm_of[run_id], table_id): pk for run_id, table_id, pk in rows}


def _place(finding: IdentityFinding) -> Place:
    return finding.output_id, finding.column, finding.matched


def _finding(study: Study, place: Place, reason: str) -> IdentityFinding:
    output_id, column, matched = place
    return IdentityFinding(study=study, output_id=output_id, column=column, matched=matched, reason=reason)


def _reopen(findings: list[IdentityFinding]) -> None:
    edited = [finding.pk for finding in findings if finding.resolution == IdentityFinding.Resolution.EDITED]
    IdentityFinding.objects.filter(pk__in=edited).update(resolution=IdentityFinding.Resolution.OPEN)
